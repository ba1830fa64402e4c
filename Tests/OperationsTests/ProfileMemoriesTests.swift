import Glibc
import Operations
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct `What is remembered of a profile` {
    private let directory: TemporaryDirectory
    private let memories: ProfileMemories

    init() throws {
        directory = try TemporaryDirectory()
        memories = ProfileMemories(directory: directory.file("state"))
    }

    @Test func `is there in the next run, for this profile alone`() async throws {
        try await memories.remember(.columns(["cart=cart.total", "-age"]), of: "shop")
        try await memories.remember(.filter("vip", "plan=gold"), of: "shop")
        try await memories.remember(.command("filter \"ü\""), of: "shop")

        let next = ProfileMemories(directory: directory.file("state"))
        let memory = try await next.recall("shop")
        #expect(memory.columns == ["cart=cart.total", "-age"])
        #expect(memory.filters == ["vip": "plan=gold"])
        #expect(memory.history == ["filter \"ü\""])
        #expect(try await next.recall("other") == ProfileMemory())
    }

    @Test func `can be read by nobody else`() async throws {
        try await memories.remember(.command("sort ttl"), of: "shop")

        for name in try directory.names(in: "state/profiles") {
            var status = stat()
            #expect(stat(directory.file("state/profiles/\(name)"), &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600, "\(name)")
        }
    }

    @Test func `has a file of its own whatever the profile is called`() async throws {
        let names = ["../../etc/passwd", "redis://h:6379/0", ".", "a b", String(repeating: "long", count: 100), "ß"]
        for name in names { try await memories.remember(.command("sort \(name.utf8.count)"), of: name) }

        for name in names { #expect(try await memories.recall(name).history == ["sort \(name.utf8.count)"]) }
        #expect(try directory.names() == ["state"])
    }

    @Test func `loses nothing where two consoles write at once`() async throws {
        let other = ProfileMemories(directory: directory.file("state"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                let writer = number.isMultiple(of: 2) ? memories : other
                group.addTask { try await writer.remember(.command("sort \(number)"), of: "shop") }
            }
            try await group.waitForAll()
        }

        #expect(Set(try await memories.recall("shop").history) == Set((0..<40).map { "sort \($0)" }))
    }

    @Test func `keeps the last 200 command lines, and none twice in a row`() {
        var memory = ProfileMemory()
        for number in 0..<250 {
            memory.take(.command("sort \(number)"))
            memory.take(.command("sort \(number)"))
        }

        #expect(memory.history == (50..<250).map { "sort \($0)" })
    }

    @Test(arguments: ["{", "[]", "{\"curfew_memory\": 2}", "\u{0}"])
    func `is left alone where the file is damaged`(_ text: String) async throws {
        try await memories.remember(.command("sort ttl"), of: "shop")
        try directory.write(text, to: "state/profiles/shop.json")

        let error = try await #require(throws: MemoryError.self) {
            try await memories.remember(.command("sort id"), of: "shop")
        }

        #expect(
            error.description
                == "\(directory.file("state/profiles/shop.json")) is damaged, so nothing is remembered of this profile; mend the file or move it away."
        )
        #expect(String(decoding: try directory.read("state/profiles/shop.json"), as: UTF8.self) == text)
    }

    @Test func `says why it can't be kept`() async throws {
        try directory.write("", to: "state")

        let error = try await #require(throws: MemoryError.self) {
            try await memories.remember(.command("sort id"), of: "shop")
        }
        #expect(error.description.hasPrefix("Columns, filters and commands are forgotten on leaving: "))
        #expect(error.description.contains("Set XDG_STATE_HOME"))
    }
}
