import Operations
import SessionModel
import StoreKit
import TerminalKit
import Testing

@testable import Console

@Suite struct `Alarms on screen` {
    private static let visitor = Sample.session(Sample.id("5d10", "83b2"), payload: "{\"cart\": 1, \"role\": \"user\"}")

    private func stage(_ columns: Int = 120, _ rows: Int = 40) -> Stage {
        Stage(Sample.shop + [Self.visitor], columns: columns, rows: rows)
    }

    /// Somebody logs in to a session that keeps its id.
    private func attack(_ stage: inout Stage) {
        stage.happen { store in
            store.change(Self.visitor.key, to: "{\"cart\": 1, \"role\": \"user\", \"user\": \"dave\"}")
            store[Self.visitor.key]?.userNames = ["dave"]
        }
    }

    @Test func `say that an id was kept at a login`() {
        var stage = stage()
        attack(&stage)

        #expect(stage.said("FIXATION? dave 5d10..83b2: somebody logged in and kept the id of before"))
        let parts = ["dave", "5d10..83b2", "~saved", "FIXATION?"]
        #expect(stage.rows.contains { row in parts.allSatisfy(row.contains) })
        #expect(stage.rows.contains { $0.hasPrefix(" 14:02:07 FIXATION?") })
    }

    @Test func `are those of the profile`() {
        var facts = Sample.facts()
        facts.alarms = AlarmRules()
        facts.alarms?.off = [.fixation]
        var stage = Stage(Sample.shop + [Self.visitor], facts: facts, columns: 120, rows: 40)
        attack(&stage)
        #expect(!stage.shows("FIXATION?"))

        stage.command("alarm fixation on")
        stage.happen { store in
            store.change(Self.visitor.key, to: "{\"cart\": 1, \"role\": \"user\"}")
            store[Self.visitor.key]?.userNames = []
        }
        attack(&stage)
        #expect(stage.shows("FIXATION?"))
    }

    @Test func `stand in a list, and lead to the session`() {
        var stage = stage()
        attack(&stage)
        stage.command("alarms")
        #expect(stage.shows("2 raised"))
        stage.press("Enter")

        #expect(stage.console.view == .inspector)
        #expect(stage.console.inspector?.session.key == Self.visitor.key)
    }

    @Test func `count in the header where there is room`() {
        var wide = stage(160, 48)
        attack(&wide)

        #expect(wide.rows[2].contains("alarms: 1 fixation  1 immortal"))
    }

    @Test func `tell of rights, quoting the field`() {
        var stage = stage()
        let bob = Sample.shop[2].key
        stage.happen { $0.change(bob, to: "{\"user\":\"bob\",\"role\":\"owner\",\"ip\":\"198.51.100.4\"}") }
        stage.happen { $0.change(bob, to: "{\"user\":\"bob\",\"role\":\"customer\",\"ip\":\"198.51.100.4\"}") }
        stage.happen { $0.change(bob, to: "{\"user\":\"bob\",\"role\":\"admin\",\"ip\":\"198.51.100.4\"}") }

        #expect(stage.console.alarmWatch.counts[.rights] == 1)
        #expect(stage.shows("role went from \"customer\" to \"admin\" under the same id"))
    }

    @Test func `are switched and set`() {
        var stage = stage()
        stage.command("alarm fixation off")
        #expect(stage.said("fixation is off: the id was the same before and after a login."))
        attack(&stage)
        #expect(!stage.shows("FIXATION?"))
        stage.command("alarm crowd 1")
        #expect(stage.said("crowd is on above 1: one user has more sessions than is usual."))
        stage.advance(milliseconds: 1000)
        #expect(stage.said("MANY alice@shop: 2 live sessions, more than 1"))
        stage.command("alarm old 20d")
        stage.happen { $0.change(Sample.shop[5].key, to: "{\"user\": \"ops-bot\", \"n\": 1}") }

        #expect(stage.console.alarmWatch.counts[.old] == 1)
    }

    @Test func `name what they can't be set to`() {
        var stage = stage()
        stage.command("alarm fixatoin off")
        #expect(stage.said("There is no alarm \"fixatoin\""))
        #expect(stage.said("Did you mean \"fixation\"?"))
        stage.command("alarm crowd many")
        #expect(
            stage.said("The alarm crowd can't be set to \"many\"; it takes on, off or a number of sessions above 0."))
        stage.command("alarm rights 5")
        #expect(stage.said("The alarm rights can't be set to \"5\"; it takes on or off."))
        stage.command("alarm old soon")

        #expect(stage.said("it takes on, off or a length of time, such as 30d."))
    }

    @Test func `are switched from a menu`() {
        var stage = stage()
        stage.command("alarm")
        #expect(stage.shows("fixation is on"))
        stage.press("1")

        #expect(stage.console.alarmWatch.rules.off == [.fixation])
    }

    @Test func `say nothing of what the operator does`() {
        var stage = stage()
        stage.press("G")
        stage.command("filter 5d10")
        stage.press("t")
        stage.type("never")
        stage.press("Enter")
        stage.happen { $0.move(Self.visitor.key, to: .never) }

        #expect(stage.console.alarmWatch.counts[.immortal] == 1)
        #expect(stage.console.alarmWatch.alarms.map(\.subject) == [.everybody])
    }

    @Test func `list those that never end, and those of one user`() {
        var stage = stage()
        stage.command("alarms")
        #expect(stage.shows("1 session never ends by itself"))
        stage.press("Enter")
        #expect(stage.rows.contains { $0.contains("ttl=never") })
        stage.command("alarm crowd 1")
        stage.advance(milliseconds: 1000)
        stage.command("alarms")
        stage.press("Enter")

        #expect(stage.rows.contains { $0.contains("user=alice@shop") })
    }

    @Test func `leave the sessions alone that were there when it was opened`() {
        var stage = Stage()
        stage.store.sessions = Sample.shop
        stage.open()
        stage.settle()
        stage.advance(milliseconds: 5_000)
        stage.settle()

        #expect(stage.console.alarmWatch.alarms.map(\.kind) == [.immortal])
        #expect(stage.console.messages.unreadCount == 0)
    }

    static let looks = Look.all

    @Test(arguments: looks)
    func `are shown, the newest first`(_ look: Look) {
        var stage = stage(look.columns, look.rows)
        if look.isASCII { stage.glyphs = .ascii }
        attack(&stage)
        stage.advance(milliseconds: 30_000)
        stage.command("alarm crowd 1")
        stage.advance(milliseconds: 1000)
        stage.settle()
        stage.command("alarms")

        Golden.expect(stage.cells, "alarms-\(look.name)")
    }

    @Test(arguments: [(60, 20), (80, 24), (120, 40), (160, 48)])
    func `say what is watched for where none was raised`(_ columns: Int, _ rows: Int) {
        var stage = Stage([Self.visitor], columns: columns, rows: rows)
        stage.command("alarms")

        Golden.expect(stage.cells, "alarms-none-\(columns)x\(rows)")
    }

    @Test(arguments: [(80, 24), (160, 48)])
    func `stand behind the session in its list`(_ columns: Int, _ rows: Int) {
        var stage = stage(columns, rows)
        attack(&stage)

        Golden.expect(stage.cells, "alarms-sessions-\(columns)x\(rows)")
    }
}

extension Stage {
    /// Whether a message says this.
    fileprivate func said(_ text: String) -> Bool { console.messages.messages.contains { $0.text.contains(text) } }
}
