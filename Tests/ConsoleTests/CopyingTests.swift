import Operations
import SessionModel
import StoreKit
import TerminalKit
import Testing

@testable import Console

@Suite struct `Copying` {
    private static let aliceID = Sample.id("3f9a", "c21e")

    /// Looking into Alice's session, with the cursor on a line.
    private func inspecting(_ line: Int = 0) -> Stage {
        var stage = Stage(Sample.shop, columns: 100)
        stage.press("g", "Enter")
        for _ in 0..<line { stage.press("j") }
        return stage
    }

    /// The lines of the payload: its place by path.
    private func line(_ path: String, _ stage: Stage) -> Int? {
        stage.console.inspector?.lines.firstIndex { position in
            stage.console.inspector?.session.payload?.node(position: position)?.path.description == path
        }
    }

    private func onField(_ path: String) -> Stage {
        inspecting(line(path, inspecting()) ?? 0)
    }

    @Test(arguments: ["y", "c"]) func `shows what there is, and nothing of it whole`(_ key: String) {
        var stage = onField("csrf_token")
        stage.press(key)

        for item in ["id", "record's key", "cookie", "user", "value", "path", "payload", "command"] {
            #expect(stage.shows(" \(item)"), "\(item)")
        }
        #expect(!stage.shows(Self.aliceID))
        #expect(!stage.shows("k3J9fjw0"))
    }

    @Test func `takes the user at once`() {
        var stage = inspecting()
        stage.press("y", "u")

        #expect(stage.copied == ["alice@shop"])
        #expect(stage.shows("Sent the user to the clipboard (10 B)"))
        #expect(stage.revealed == 0)
    }

    @Test func `asks before a whole id, and has it written down`() {
        var stage = inspecting()
        stage.press("y", "i")
        #expect(stage.copied.isEmpty)
        #expect(stage.shows("Whoever has it"))
        stage.press("y")

        #expect(stage.copied == [Self.aliceID])
        #expect(stage.revealed == 1)
    }

    @Test func `copies nothing when the question is answered with no`() {
        var stage = inspecting()
        stage.press("y", "i", "Enter")

        #expect(stage.copied.isEmpty)
        #expect(stage.revealed == 0)
    }

    @Test func `asks no more for what is shown already`() {
        var stage = inspecting()
        stage.press("x", "y", "i")

        #expect(stage.copied == [Self.aliceID])
        #expect(stage.revealed == 1)
    }

    @Test func `asks before a hidden value, and copies the very value then`() {
        var stage = onField("csrf_token")
        stage.press("y", "v")
        #expect(stage.shows("Copy the hidden value of csrf_token?"))
        stage.press("y")

        #expect(stage.copied == ["k3J9fjw0"])
        #expect(stage.revealed == 1)
    }

    @Test func `copies a text without its quotes, and a container as JSON`() {
        var text = onField("role")
        text.press("y", "v")
        var container = onField("cart")
        container.press("y", "v")

        #expect(text.copied == ["admin"])
        #expect(container.copied.first?.hasPrefix("{\"items\"") == true)
    }

    @Test func `copies the path`() {
        var stage = onField("cart.lines[0].sku")
        stage.press("y", "p")

        #expect(stage.copied == ["cart.lines[0].sku"])
    }

    @Test func `copies the payload as it is on screen`() {
        var masked = inspecting()
        masked.press("y", "d")
        var revealed = inspecting()
        revealed.press("x", "y", "d")

        #expect(masked.copied.first?.contains("\"csrf_token\":\"********\"") == true, "\(masked.copied)")
        #expect(masked.copied.first?.contains("k3J9fjw0") == false)
        #expect(revealed.copied == [Sample.alice])
    }

    @Test func `makes the cookie by the session's format, after asking`() {
        var stage = inspecting()
        stage.press("y", "o", "y")

        #expect(stage.copied == ["tina4_session=\(Self.aliceID)"])
        #expect(stage.revealed == 1)
    }

    @Test func `says when the cookie can't be made`() {
        var stage = inspecting()
        stage.store.makesCookies = false
        stage.press("y", "o", "y")

        #expect(stage.copied.isEmpty)
        #expect(stage.shows("The cookie can't be made: its signing secret is not known."))
    }

    @Test func `says why nothing was copied`() {
        var long = inspecting()
        long.store.copying = .tooLong(limit: 74_000)
        long.press("y", "d")
        long.press("!")
        #expect(long.shows("Nothing was copied: the payload, hidden values masked"))
        var none = inspecting()
        none.store.copying = .noClipboard("linux")
        none.press("y", "d")

        #expect(none.shows("Nothing was copied: a terminal of the kind linux has no clipboard."))
    }

    // MARK: Command lines

    @Test func `copies the command that shows the session, with the start of its id alone`() {
        var stage = inspecting()
        stage.press("y", "c")

        #expect(stage.copied == ["curfew show \(Self.aliceID.prefix(8)) --store web"])
    }

    @Test func `copies the command that lists what is listed`() {
        var stage = Stage(Sample.shop)
        stage.press("/")
        stage.type("user=alice@shop ttl<5m")
        stage.press("Enter", "S", "y", "l")

        #expect(stage.copied == ["curfew list --where 'user=alice@shop ttl<5m' --sort -ttl --store web"])
    }

    @Test func `quotes for a shell`() {
        #expect(ShellLine(["curfew", "list", "--where", "a b"]).text == "curfew list --where 'a b'")
        #expect(ShellLine(["it's", "$x", ""]).text == "'it'\"'\"'s' '$x' ''")
    }

    @Test func `copies the line under the cursor of the other views`() {
        var stage = Stage(Sample.shop)
        stage.happen { $0[Sample.shop[2].key] = nil }
        stage.press("3", "y", "t")

        #expect(stage.copied.first?.contains("destroyed") == true)
        #expect(stage.copied.first?.contains("bob") == true)
    }

    @Test func `takes a word instead of the menu`() {
        var stage = inspecting()
        stage.command("copy user")
        #expect(stage.copied == ["alice@shop"])
        stage.command("copy everything")

        #expect(stage.shows("There is no \"everything\" to copy here; there are id, key, cookie"))
    }

    @Test func `says that there is nothing to copy`() {
        var stage = Stage()
        stage.press("y")

        #expect(stage.shows("copy: there is nothing here to copy."))
    }
}
