import TestSupport
import Testing

@Suite(.needs(.redisServer)) struct `Redis Cluster from the command line` {
    private let cluster: RedisCluster
    private let ids = (0..<6).map { Shop.id("-C\($0)") }

    init() throws {
        cluster = try RedisCluster(password: "s3cret")
        for id in ids {
            let key = "tina4:session:\(id)"
            let record = Tina4Record.pythonValue(id: id, ["role": "\"user\""])
            try cluster.command(["SET", "\(key)", "\(record.text)", "PX", "500250"], key: Array(key.utf8))
        }
    }

    private func run(_ arguments: String...) throws -> ProgramRun {
        let places = cluster.masters.map { "127.0.0.1:\($0.port)" }.joined(separator: ",")
        return try ProgramRun([arguments[0], "--store", "redis+cluster://:s3cret@\(places)"] + arguments.dropFirst())
    }

    @Test func `lists, edits, renames and ends what is on any master`() throws {
        #expect(Set(try run("list", "--format", "ids").lines) == Set(ids))
        for id in ids {
            #expect(try run("set", id, "role", "\"admin\"", "--yes").code == 0)
            #expect(try run("regenerate", id, "--yes").code == 0)
        }
        let fresh = try run("list", "--where", "role=admin", "--format", "ids").lines
        #expect(fresh.count == 6 && Set(fresh).isDisjoint(with: ids))
        #expect(try run("destroy", "--where", "role=admin", "--yes").code == 0)
        #expect(try run("list", "--format", "ids").lines == [])
    }

    @Test func `says in doctor how many masters and slots there are`() throws {
        let run = try run("doctor")

        #expect(run.code == 0)
        #expect(run.outputText.contains("3 masters have 16384 of 16384 slots."), "\(run.outputText)")
    }
}
