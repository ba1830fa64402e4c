import TestSupport
import Testing

@Suite struct `Edit` {
    let shop: Shop
    let id: String

    init() throws {
        shop = try Shop()
        id = try shop.add("Abc", ["user_id": "7", "role": "\"user\"", "csrf_token": "\"abc\"", "n": "1.0"])
    }

    /// A program that stands in for an editor: a shell script that is given the file as `$1`.
    private func editor(_ script: String) throws -> [String: String] {
        ["EDITOR": try shop.home.write("#!/bin/sh\n\(script)\n", to: "editor", mode: 0o700)]
    }

    @Test func `needs a yes where there is no terminal to ask on, before anybody edits`() throws {
        let before = try shop.everything()
        let marks = shop.home.file("opened")

        let run = try shop.run("edit", id, environment: try editor("touch \(marks); echo '{}' > \"$1\""))

        #expect(run.code == 4)
        #expect(run.errorText.contains("was not done: there is no terminal to ask on."))
        #expect(try shop.everything() == before)
        #expect(try !shop.home.names().contains("opened"))
    }

    @Test func `save what comes back from the editor, hidden values as they were`() throws {
        let before = try shop.text(id)
        let editor = try editor(
            #"grep -q abc "$1" && exit 9; stat -c %a "$1" > "$1.mode"; sed -i 's/"user"/"admin"/' "$1""#)

        let run = try shop.run("edit", id, "--yes", environment: editor)

        #expect(run.code == 0)
        #expect(try shop.text(id) == before.replacing("\"user\"", with: "\"admin\""))
        let left = try shop.home.names(in: "curfew")
        #expect(left.count == 1 && left[0].hasSuffix(".mode"))
        #expect(try shop.home.read("curfew/\(left[0])") == Array("600\n".utf8))
    }

    @Test func `keep keys that are there twice as they were`() throws {
        let other = try shop.add("Twice", ["user_id": "7", "e": "1E+3", "dup": "1", "dup": "2"])
        let before = try shop.text(other)

        let run = try shop.run("edit", other, "--yes", environment: try editor(#"sed -i 's/1E+3/5/' "$1""#))

        #expect(run.code == 0)
        #expect(run.errorText.isEmpty)
        #expect(try shop.text(other) == before.replacing("1E+3", with: "5"))
    }

    @Test func `save nothing when nothing was changed`() throws {
        let before = try shop.everything()

        let run = try shop.run("edit", id, "--yes", environment: ["EDITOR": "true"])

        #expect(run.code == 0)
        #expect(run.errorText == "Nothing was changed.\n")
        #expect(try shop.everything() == before)
        #expect(try shop.home.names(in: "curfew").isEmpty)
    }

    @Test func `print the act as JSON when nothing was changed`() throws {
        let run = try shop.run("edit", id, "--yes", "--json", environment: ["EDITOR": "true"])

        #expect(run.code == 0)
        #expect(try run.json["results[0].result"] == "done")
    }

    @Test func `open no editor of their own where there is no terminal`() throws {
        let run = try shop.run("edit", id, "--yes", environment: ["EDITOR": "", "VISUAL": ""])

        #expect(run.code == 4)
        #expect(run.errorText.hasPrefix("There is no terminal for an editor, so nothing was changed.\n"))
        #expect(try shop.home.names().contains("curfew") == false || shop.home.names(in: "curfew").isEmpty)
    }

    @Test func `keep the text of what is no payload`() throws {
        let run = try shop.run("edit", id, "--yes", "--json", environment: try editor(#"echo x >> "$1""#))

        #expect(run.code == 4)
        let message = try #require(try run.jsonError["error.message"])
        #expect(message.hasPrefix("What came back is no payload: Line "))
        let file = try #require(try shop.home.names(in: "curfew").first)
        #expect(message.hasSuffix("Your text was kept in \(shop.home.path)/curfew/\(file)."))
    }

    @Test func `keep the text when somebody changed the session meanwhile`() throws {
        let other = "'\(try Program.path())' set --store '\(shop.sessions.path)' \(id) other 1 --yes"

        let run = try shop.run(
            "edit", id, "--yes", environment: try editor(#"sed -i 's/"user"/"admin"/' "$1"; "# + other))

        #expect(run.code == 4)
        #expect(run.errorText.contains("somebody changed it meanwhile; nothing was written."))
        #expect(run.errorText.contains("Your text was kept in "))
        #expect(try shop.run("show", id, "--json").json["payload.role"] == "user")
        #expect(try shop.run("show", id, "--json").json["payload.other"] == "1")
    }

    @Test func `save asterisks over no secret, and no damaged placeholder`() throws {
        let stars = try shop.run(
            "edit", id, "--yes", environment: try editor(#"sed -i 's/"hidden 1[^"]*"/"********"/' "$1""#))
        #expect(stars.code == 4)
        #expect(stars.errorText.contains("only asterisks"))

        let damaged = try shop.run("edit", id, "--yes", environment: try editor(#"sed -i 's/hidden 1/hidden 9/' "$1""#))
        #expect(damaged.code == 4)
        #expect(damaged.errorText.contains("The placeholder of a hidden value at \"csrf_token\" was changed"))
    }

    @Test func `take a secret that was replaced`() throws {
        let run = try shop.run("edit", id, "--yes", environment: try editor(#"sed -i 's/"hidden 1[^"]*"/"new"/' "$1""#))

        #expect(run.code == 0)
        #expect(try shop.text(id).contains("\"csrf_token\": \"new\""))
    }

    @Test func `take the payload from standard input`() throws {
        let text = #"{"user_id": 7, "role": "boss", "csrf_token": "abc", "n": 1.0}"#

        #expect(try shop.run("edit", id, "--from", "-", input: .text(text)).code == 4)
        #expect(try shop.run("edit", id, "--from", "-", "--yes", input: .text(text)).code == 0)
        #expect(try shop.run("show", id, "--json").json["payload.role"] == "boss")
        #expect(try shop.run("edit", id, "--from", "-", "--yes", input: .text("{")).code == 64)
    }

    @Test func `rehearse in read-only, also in an editor`() throws {
        let before = try shop.everything()

        let run = try shop.run(
            "edit", id, "--read-only", "--dry-run", "--json",
            environment: try editor(#"sed -i 's/"user"/"admin"/' "$1""#))

        #expect(run.code == 0)
        #expect(try run.json["results[0].result"] == "done")
        #expect(try run.json["dry_run"] == "true")
        #expect(try shop.everything() == before)
    }

    @Test func `refuse what has expired, and stop at an editor that fails`() throws {
        let dead = try shop.add("Dead", endsIn: -5)
        #expect(try shop.run("edit", dead, "--yes", environment: ["EDITOR": "true"]).code == 4)

        let run = try shop.run("edit", id, "--yes", environment: ["EDITOR": "false"])
        #expect(run.code == 1)
        #expect(run.errorText == "The editor 'false' ended with code 1. Nothing was saved.\n")
        #expect(try shop.run("edit", id, "--read-only", environment: ["EDITOR": "true"]).code == 4)
        #expect(try shop.home.names(in: "curfew").isEmpty)
    }

    @Test func `keep what was typed in an editor that is killed`() throws {
        let run = try shop.run("edit", id, "--yes", environment: try editor(#"echo '{"typed": 1}' > "$1"; kill -9 $$"#))

        #expect(run.code == 1)
        let left = try #require(try shop.home.names(in: "curfew").first)
        #expect(run.errorText.contains("Nothing was saved; what you have typed was kept in "))
        #expect(run.errorText.contains("curfew/\(left)."))
        #expect(try shop.home.read("curfew/\(left)") == Array("{\"typed\": 1}\n".utf8))
    }
}
