import TestSupport
import Testing

/// A row as Django's `cached_db` keeps it, and the copy of it in the cache; each store has a profile.
@Suite(.needs(.mariadbd, .redisServer), .timeLimit(.minutes(5))) struct `A profile that names where copies are` {
    private static let id = String(repeating: "a1b2c3d4", count: 4)
    private static let key = ":1:django.contrib.sessions.cached_db" + id

    private let home: TemporaryDirectory
    private let server: MariaDBServer
    private let cache: RedisDatabase

    init() throws {
        home = try TemporaryDirectory()
        server = try MariaDBServer()
        cache = try RedisDatabase.fresh()
        try home.makeDirectory("config/curfew")
        try server.run(
            "CREATE DATABASE shop; USE shop; CREATE TABLE django_session (session_key varchar(40) PRIMARY KEY,"
                + " session_data longtext NOT NULL, expire_date datetime(6) NOT NULL);"
                + " INSERT INTO django_session VALUES ('\(Self.id)', 'eyJhIjoxfQ:1vPcXY:x', '2036-11-21 18:00:00')")
        try cache.command(["SET", "\(Self.key)", "a copy", "EX", "600"])
    }

    private func configure(cacheURL: String) throws {
        try home.write(
            "[profiles.shop]\nstore = \"\(server.url(database: "shop"))\"\nformat = \"django\"\ncopies = \"cache\"\n"
                + "[profiles.cache]\nstore = \"\(cacheURL)\"\nformat = \"django-cache\"\ncopies = \"shop\"\n",
            to: "config/curfew/config.toml")
    }

    private func destroy(cacheURL: String) throws -> ProgramRun {
        try configure(cacheURL: cacheURL)
        return try ProgramRun(["destroy", Self.id, "--profile", "shop", "--yes"], home: home)
    }

    private func isCopied() throws -> Bool { try cache.command(["EXISTS", "\(Self.key)"]) == .integer(1) }

    @Test func `ends those as well`() throws {
        let run = try destroy(cacheURL: cache.url)

        #expect(run.code == 0, "\(run.errorText)")
        #expect((run.outputText + run.errorText).contains("The copy of it in cache ended as well."))
        #expect(try !isCopied())
    }

    @Test(.needs(.tmux)) func `ends those as well from the console`() async throws {
        try configure(cacheURL: cache.url)
        let screen = try ScreenSession(curfew: ["--profile", "shop"], home: home, columns: 100, rows: 30)
        try await screen.sees("1 of 1 shown")

        try await screen.press("D", until: "Cancel")
        try screen.press("y")

        try await screen.sees("destroyed 1")
        #expect(try !isCopied())
    }

    @Test func `says that they are left where they are not reached`() throws {
        let run = try destroy(cacheURL: "redis://127.0.0.1:1/0")

        #expect(run.code == 0, "\(run.errorText)")
        #expect(run.errorText.contains("The copies of its sessions in 'cache' are not reached"))
        #expect(try isCopied())
    }
}
