import SessionModel
import StoreKit
import Testing

@testable import RedisStore

@Suite struct `Words about Redis` {
    private func words(_ failure: RedisFailure, scheme: String = "redis") throws -> (String, String?) {
        let target = try RedisTarget(.of(port: 6380, scheme: scheme, host: "localhost"))
        let error = failure.inWords(while: "listing sessions", on: target)
        return (error.description, error.remedy)
    }

    @Test(arguments: [
        (
            RedisFailure.unreachable("Connection refused"),
            "Cannot reach Redis at localhost:6380 while listing sessions: Connection refused.",
            "Try: redis-cli -p 6380 ping"
        ),
        (
            .lost("it closed the connection"),
            "Lost the connection to Redis at localhost:6380 while listing sessions: it closed the connection.",
            "Try: redis-cli -p 6380 ping"
        ),
        (
            .timedOut(5000),
            "No answer in time from Redis at localhost:6380 while listing sessions: nothing came for 5000 ms.",
            "Try: redis-cli -p 6380 ping"
        ),
        (
            .garbled("a web server answers (HTTP/1.1 400 Bad Request)"),
            "Cannot use Redis at localhost:6380 while listing sessions: a web server answers (HTTP/1.1 400 Bad Request).",
            "Check host and port. Try: redis-cli -p 6380 ping"
        ),
        (
            .untrusted("self-signed certificate in certificate chain"),
            "Cannot trust Redis at localhost:6380 while listing sessions: self-signed certificate in certificate chain.",
            "Name the authority that signed its certificate with ?ca=FILE."
        ),
        (
            .libraryMissing("libssl.so.3: cannot open shared object file"),
            "A library is missing for Redis at localhost:6380 while listing sessions: libssl.so.3: cannot open shared object file.",
            "apt install libssl3"
        ),
        (
            .readOnly(.set),
            "Read-only: Redis at localhost:6380 while listing sessions: nothing may be changed here.",
            "Open it without read-only."
        ),
    ])
    func `say what failed and what to try`(failure: RedisFailure, sentence: String, remedy: String) throws {
        let (description, help) = try words(failure)

        #expect(description == sentence)
        #expect(help == remedy)
    }

    @Test(arguments: [
        ("WRONGPASS invalid username-password pair or user is disabled.", StoreError.Reason.loginRefused),
        ("NOAUTH Authentication required.", .loginRefused), ("ERR invalid password", .loginRefused),
        ("ERR wrong number of arguments for 'auth' command", .loginRefused),
        ("NOPERM this user has no permissions to run the 'set' command", .notPermitted),
        ("ERR The user executing the script can't run this command or subcommand", .notPermitted),
        ("READONLY You can't write against a read only replica.", .notPermitted),
        ("ERR Error running script (call to f_1): @user_script: 1: -READONLY You can't write", .notPermitted),
        ("OOM command not allowed when used memory > 'maxmemory'.", .full),
        ("MISCONF Redis is configured to save RDB snapshots", .failed), ("LOADING Redis is loading", .failed),
        ("MOVED 3999 127.0.0.1:6381", .unsuitable), ("ERR DB index is out of range", .badAddress),
        ("ERR max number of clients reached", .failed), ("DENIED Redis is running in protected mode", .notPermitted),
    ])
    func `sort what a server says no with`(text: String, reason: StoreError.Reason) throws {
        let target = try RedisTarget(.of(port: 6380))

        #expect(RedisFailure.refused(Refusal(text)).inWords(while: "x", on: target).reason == reason)
    }

    @Test(arguments: [
        ("NOPERM this user has no permissions to run the 'set' command", "ACL SETUSER app +set"),
        (
            "NOPERM User app has no permissions to run the 'client|tracking' command",
            "ACL SETUSER app +client|tracking"
        ),
        (
            "NOPERM this user has no permissions to run the 'config' command or its subcommand",
            "ACL SETUSER app +config"
        ),
        (
            "NOPERM this user has no permissions to access one of the keys used as arguments",
            #"ACL SETUSER app ~a\[b\]:*"#
        ),
        ("NOPERM No permissions to access a key", #"ACL SETUSER app ~a\[b\]:*"#),
        ("NOPERM No permissions to access a channel", "Ask for the permission: ACL SETUSER app +COMMAND ~KEYS."),
    ])
    func `name the permission that lacks`(text: String, remedy: String) throws {
        let target = try RedisTarget(.of(port: 6380, user: "app", password: "x", prefixes: ["a[b]:"]))

        #expect(RedisFailure.refused(Refusal(text)).inWords(while: "x", on: target).remedy == remedy)
    }

    @Test func `name no keys where sessions may be anywhere`() throws {
        let target = try RedisTarget(.of(port: 6380, user: "app", password: "x", prefixes: [""]))
        let refusal = Refusal("NOPERM No permissions to access a key")

        let error = RedisFailure.refused(refusal).inWords(while: "x", on: target)

        #expect(error.remedy == "Ask for the permission: ACL SETUSER app ~KEYS.")
    }

    @Test(arguments: [
        ("NOPERM this user has no permissions to run the 'eval' command", true),
        ("NOPERM User app has no permissions to run the 'eval' command", true),
        ("NOPERM User noscript has no permissions to run the 'eval' command", true),
        ("ERR unknown command 'EVAL', with args beginning with: 'x'", true),
        ("ERR unknown command `EVAL`, with args beginning with:", true),
        ("NOPERM this user has no permissions to run the 'set' command", false),
        ("ERR ACL failure in script: User app has no permissions to run the 'set' command script: 1", false),
        ("ERR Error running script", false),
    ])
    func `tell a denied script from a script's denial`(text: String, isDenied: Bool) {
        #expect(Refusal(text).denies(.evaluate) == isDenied)
    }
}
