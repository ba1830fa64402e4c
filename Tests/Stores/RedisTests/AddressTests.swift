import SessionModel
import StoreKit
import Testing

@testable import RedisStore

@Suite struct `Addresses of Redis` {
    private func target(_ address: StoreAddress, prefixes: [String] = ["s:"]) throws(StoreError) -> RedisTarget {
        try RedisTarget(
            StoreOpening(address: address, layouts: prefixes.map { .keyValue(KeyValueLayout(prefix: $0)) }))
    }

    @Test func `lead to this machine where they name nothing`() throws {
        let target = try target(StoreAddress(scheme: "redis"))

        #expect(target.endpoint == .host("localhost", port: 6379))
        #expect(target.database == 0)
        #expect(target.tls == nil)
        #expect(target.label == "redis://localhost:6379/0")
    }

    @Test func `are shown without their password`() throws {
        let address = StoreAddress(
            scheme: "rediss", user: "app", password: Secret("hunter2"), hosts: [.init("::1", port: 6380)], path: "/3")
        let target = try target(address)

        #expect(target.label == "rediss://app@[::1]:6380/3")
        #expect(target.database == 3)
        #expect(target.tls == TLSOptions())
        #expect(!"\(target)".contains("hunter2"))
    }

    @Test func `name a socket`() throws {
        let options = [StoreAddress.Option("db", "2")]
        let target = try target(StoreAddress(scheme: "valkey+unix", path: "/run/v.sock", options: options))

        #expect(target.endpoint == .socket("/run/v.sock"))
        #expect(target.database == 2)
        #expect(target.engine == "Valkey")
        #expect(target.trial == "valkey-cli -s /run/v.sock ping")
    }

    @Test func `name a service and its sentinels`() throws {
        let target = try target(
            StoreAddress(
                scheme: "redis+sentinel", user: "app", password: Secret("hunter2"),
                hosts: [.init("a"), .init("::1", port: 5000)], path: "/mymaster/3"))

        #expect(
            target.endpoint
                == .service("mymaster", sentinels: [.init(host: "a", port: 26379), .init(host: "::1", port: 5000)]))
        #expect(target.database == 3)
        #expect(target.label == "redis+sentinel://app@a:26379,[::1]:5000/mymaster/3")
        #expect(target.trial == "redis-cli -h a -p 26379 SENTINEL GET-MASTER-ADDR-BY-NAME mymaster")
    }

    @Test func `name some of a cluster's nodes`() throws {
        let target = try target(
            StoreAddress(
                scheme: "valkeys+cluster", user: "app", password: Secret("hunter2"),
                hosts: [.init("a"), .init("::1", port: 7001)], path: "/0"))

        #expect(target.endpoint == .cluster([.init(host: "a", port: 6379), .init(host: "::1", port: 7001)]))
        #expect(target.tls == TLSOptions())
        #expect(target.engine == "Valkey")
        #expect(target.label == "valkeys+cluster://app@a:6379,[::1]:7001")
        #expect(target.trial == "valkey-cli -h a -p 6379 --tls CLUSTER INFO")
    }

    @Test func `replace what formats say of keys`() throws {
        let options = [StoreAddress.Option("prefix", "mine:")]

        #expect(try target(StoreAddress(scheme: "redis", options: options)).claims.prefixes == [Array("mine:".utf8)])
    }

    @Test(arguments: [
        (StoreAddress(scheme: "redis", path: "sessions"), "\"sessions\" is no database number"),
        (StoreAddress(scheme: "redis", path: "-1"), "\"-1\" is no database number"),
        (StoreAddress(scheme: "redis+moon"), "\"redis+moon\" is no scheme of Redis or Valkey"),
        (StoreAddress(scheme: "redis+cluster", path: "/1"), "a cluster has no database but 0"),
        (StoreAddress(scheme: "redis+sentinel", hosts: [.init("a")], path: "/"), "it names no service"),
        (StoreAddress(scheme: "redis+sentinel", path: "/m/x"), "\"x\" is no database number"),
        (StoreAddress(scheme: "redis+unix"), "it names no socket"),
        (StoreAddress(scheme: "redis", options: [.init("pol", "3")]), "there is no option \"pol\""),
        (StoreAddress(scheme: "redis", options: [.init("poll", "0")]), "\"poll=0\" is no number from 1 to 86400"),
        (StoreAddress(scheme: "redis", options: [.init("ca", "x")]), "\"ca=\" is for encrypted connections"),
        (StoreAddress(scheme: "rediss", options: [.init("insecure", "yes")]), "\"insecure=yes\" is neither 1 nor 0"),
        (StoreAddress(scheme: "redis", hosts: [.init("a"), .init("b")]), "it names 2 hosts, not one"),
        (StoreAddress(scheme: "redis", user: "hunter2"), "a user's name comes without a password"),
    ])
    func `say what is wrong with them`(address: StoreAddress, detail: String) {
        #expect(throws: StoreError.self) { try target(address) }
        do throws(StoreError) {
            _ = try target(address)
        } catch {
            #expect(error.reason == .badAddress)
            #expect(error.detail == detail)
        }
    }

    @Test func `need a format that keeps sessions in Redis`() {
        #expect(throws: StoreError.self) { try target(StoreAddress(scheme: "redis"), prefixes: []) }
    }
}
