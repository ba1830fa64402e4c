import BSON
import Glibc
import TestSupport
import Testing

/// A store that a test takes away from under the console, and brings back.
private struct FleetingStore {
    /// Where it is.
    let url: String
    /// Takes it away, as a crash does.
    let take: () throws -> Void
    /// Brings it back: bob's session is there still or again, zoe's is not, eve's is new.
    let bringBack: () throws -> Void
}

/// Each store that is lost under the open console, and found again.
@Suite(.serialized, .needs(.tmux)) struct `A store that is lost under the console` {
    /// Follows the console from the loss to the repair.
    ///
    /// - Parameter isGapless: Whether the store tells afterwards what happened meanwhile, so that there is no gap.
    private func follow(_ store: FleetingStore, isGapless: Bool = false) async throws {
        let screen = try ScreenSession(curfew: [store.url], columns: 100, rows: 30)
        try await screen.lists(2)
        try await screen.sees("zoe@shop")

        try store.take()
        try await screen.sees("STALE")
        // Keys answer, and what was there stays on screen.
        try await screen.press("?", until: "keys of the sessions view")
        try screen.press("Escape")
        try await screen.sees("2 of 2 shown")
        try await screen.select("bob@shop")
        try store.bringBack()

        try await screen.waitUntilGone("STALE", atMost: .seconds(60))
        try await screen.sees("eve@shop")
        try await screen.becomes("zoe's session was gone from the list") { rows in
            !rows.contains { $0.contains("zoe@shop") && !$0.contains("destroyed") && !$0.contains("x ended") }
        }
        if isGapless {
            try await screen.press("3", until: "created")
        } else {
            try await screen.press("3", until: "resynced")
            try await screen.becomes("the gap was told") { rows in rows.contains { $0.contains(" gap ") } }
        }
        try await screen.becomes("the lost were told") { rows in
            rows.contains { $0.contains("destroyed") && $0.contains("zoe@shop") }
        }
        try await screen.press("!", until: "Connected again.")
        try screen.press("q", "q", "q")
        #expect(try await screen.ends() == .code(0))
    }

    @Test(.needs(.redisServer)) func `is found again: Redis`() async throws {
        let server = try RedisServer()
        let database = RedisDatabase(of: server)
        try database.add("Zoe", ["user_id": "\"zoe@shop\""])
        try database.add("Bob", ["user_id": "\"bob@shop\""])

        try await follow(
            FleetingStore(url: server.url, take: server.kill) {
                try server.start()
                try database.add("Bob", ["user_id": "\"bob@shop\""])
                try database.add("Eve", ["user_id": "\"eve@shop\""])
            })
    }

    @Test(.needs(.memcached)) func `is found again: Memcached`() async throws {
        let server = try MemcachedServer()
        func add(_ start: String, _ user: String) throws {
            let id = Shop.id(start)
            let record = Tina4Record.pythonValue(id: id, ["user_id": "\"\(user)\""])
            try server.put([(Array("tina4:session:\(id)".utf8), record.bytes)], seconds: 600)
        }
        try add("Zoe", "zoe@shop")
        try add("Bob", "bob@shop")

        try await follow(
            FleetingStore(url: server.url, take: server.kill) {
                try server.start()
                try add("Bob", "bob@shop")
                try add("Eve", "eve@shop")
            })
    }

    @Test(.needs(.postgres)) func `is found again: PostgreSQL`() async throws {
        let server = try PostgreSQLServer()
        try server.run(
            "\(TableText.creation("DOUBLE PRECISION")); \(TableText.row("Zoe", "zoe@shop")); \(TableText.row("Bob", "bob@shop"))"
        )

        try await follow(
            FleetingStore(url: server.url(), take: server.kill) {
                try server.start()
                try server.run("DELETE FROM tina4_session WHERE data LIKE '%zoe%'; \(TableText.row("Eve", "eve@shop"))")
            })
    }

    @Test(.needs(.mariadbd)) func `is found again: MariaDB`() async throws {
        let server = try MariaDBServer()
        try server.run(
            "CREATE DATABASE shop; USE shop; \(TableText.creation("DOUBLE")); \(TableText.row("Zoe", "zoe@shop")); \(TableText.row("Bob", "bob@shop"))"
        )

        try await follow(
            FleetingStore(url: server.url(database: "shop"), take: server.kill) {
                try server.start()
                try server.run(
                    "USE shop; DELETE FROM tina4_session WHERE data LIKE '%zoe%'; \(TableText.row("Eve", "eve@shop"))")
            })
    }

    @Test(.needs(.mongod, .libmongoc), arguments: [MongoServer.Kind.alone, .replicaSet])
    func `is found again: MongoDB`(_ kind: MongoServer.Kind) async throws {
        let server = try MongoServer(kind)
        try server.add("Zoe", "zoe@shop")
        try server.add("Bob", "bob@shop")

        try await follow(
            FleetingStore(url: server.url(database: "tina4"), take: server.kill) {
                try server.start()
                try MongoWire(port: server.port).run(
                    [
                        "delete": "sessions",
                        "deletes": [["q": ["_id": .string(Shop.id("Zoe"))], "limit": 1]],
                    ], on: "tina4")
                try server.add("Eve", "eve@shop")
            }, isGapless: kind == .replicaSet)
    }

    @Test(.needs(.firebird)) func `is found again: Firebird`() async throws {
        let server = try FirebirdServer()
        let path = try server.makeDatabase("shop")
        try server.run(
            "CREATE TABLE tina4_session (session_id VARCHAR(255) NOT NULL PRIMARY KEY, data VARCHAR(7000), expires_at DOUBLE PRECISION NOT NULL);",
            on: path)
        try server.run("\(TableText.row("Zoe", "zoe@shop")); \(TableText.row("Bob", "bob@shop"));", on: path)

        try await follow(
            FleetingStore(url: server.url(path), take: server.kill) {
                try server.start()
                try server.run(
                    "DELETE FROM tina4_session WHERE data LIKE '%zoe%'; \(TableText.row("Eve", "eve@shop"));", on: path)
            })
    }

    @Test func `is found again: a directory that is removed and made again`() async throws {
        let shop = try Shop()
        try shop.add("Zoe", ["user_id": "\"zoe@shop\""])
        try shop.add("Bob", ["user_id": "\"bob@shop\""])
        let path = shop.sessions.path

        try await follow(
            FleetingStore(url: path) {
                try #require(rename(path, shop.home.file("away")) == 0)
            } bringBack: {
                try #require(mkdir(path, 0o700) == 0)
                try shop.add("Bob", ["user_id": "\"bob@shop\""])
                try shop.add("Eve", ["user_id": "\"eve@shop\""])
            })
    }

    @Test(.needs(.sqlite)) func `is found again: a SQLite file that is removed and made again`() async throws {
        let home = try TemporaryDirectory()
        try SQLiteFile.make(home.file("shop.db"), TableText.row("Zoe", "zoe@shop"), TableText.row("Bob", "bob@shop"))

        try await follow(
            FleetingStore(url: "sqlite:\(home.file("shop.db"))") {
                try #require(unlink(home.file("shop.db")) == 0)
            } bringBack: {
                try SQLiteFile.make(
                    home.file("new.db"), TableText.row("Bob", "bob@shop"), TableText.row("Eve", "eve@shop"))
                try #require(rename(home.file("new.db"), home.file("shop.db")) == 0)
            })
    }

    @Test(.needs(.sqlite)) func `is read anew where another SQLite file takes its place`() async throws {
        let home = try TemporaryDirectory()
        try SQLiteFile.make(home.file("shop.db"), TableText.row("Zoe", "zoe@shop"), TableText.row("Bob", "bob@shop"))
        let screen = try ScreenSession(curfew: ["sqlite:\(home.file("shop.db"))"], columns: 100, rows: 30)
        try await screen.lists(2)

        try SQLiteFile.make(home.file("new.db"), TableText.row("Bob", "bob@shop"), TableText.row("Eve", "eve@shop"))
        try #require(rename(home.file("new.db"), home.file("shop.db")) == 0)

        try await screen.sees("eve@shop")
        try await screen.press("3", until: "destroyed")
    }

    @Test(.needs(.redisServer)) func `in the middle of an act, tells what came of it when it is back`() async throws {
        let server = try RedisServer()
        let database = RedisDatabase(of: server)
        try database.add("Zoe", ["user_id": "\"zoe@shop\""])
        try database.add("Bob", ["user_id": "\"bob@shop\""])
        let proxy = try RecordingProxy(to: server.port)
        let screen = try ScreenSession(curfew: ["redis://127.0.0.1:\(proxy.port)"], columns: 160, rows: 30)
        try await screen.lists(2)
        try await screen.select("zoe@shop")
        try await screen.press("D", until: "End this session")

        // The server gets the question, and the answer is lost on its way.
        proxy.hold()
        try screen.press("y")
        try await screen.sees("under way")
        let key = "tina4:session:\(Shop.id("Zoe"))"
        try await waitUntilGone(database, key)
        proxy.refuse()
        try await screen.press("!", until: "Whether it was done is not known")
        proxy.release()
        proxy.accept()

        try await screen.waitUntilGone("STALE", atMost: .seconds(60))
        try await screen.sees("The destroy that was cut off was done.")
        #expect(try database.command(["EXISTS", "tina4:session:\(Shop.id("Bob"))"]).number == 1)
    }

    private func waitUntilGone(_ database: RedisDatabase, _ key: String) async throws {
        while try database.command(["EXISTS", "\(key)"]).number != 0 { try await Task.sleep(for: .milliseconds(10)) }
    }
}

extension MongoServer {
    /// Puts a session in as Tina4 does.
    fileprivate func add(_ start: String, _ user: String) throws {
        let now = Shop.now
        try MongoWire(port: port).run(
            [
                "insert": "sessions",
                "documents": [
                    [
                        "_id": .string(Shop.id(start)), "data": ["user_id": .string(user)],
                        "expires_at": .double(now + 600), "last_accessed": .double(now),
                    ]
                ],
            ], on: "tina4")
    }
}

/// Databases in a file, made beside the product.
enum SQLiteFile {
    static func make(_ path: String, _ statements: String...) throws {
        let text = ([TableText.creation("REAL")] + statements).joined(separator: ";\n") + ";"
        let child = try ChildProcess(
            try Tool.sqlite.require(), [path, text], environment: ["PATH": "/usr/bin:/bin"])
        guard child.wait() == .code(0) else { throw TestSupportError("sqlite3: \(try child.errorText)") }
    }
}
