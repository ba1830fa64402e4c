import SessionModel
import TestSupport
import Testing

@testable import curfew

@Suite struct `The command line` {
    @Test(arguments: [[], ["redis://localhost/0"]])
    func `is the same without the parser where no option is given`(arguments: [String]) throws {
        let parser = CommandLineParser(Surroundings())
        let parsed = try #require(try parser.verb(["--"] + arguments) as? ConsoleVerb)
        let plain = try #require(try parser.verb(arguments) as? ConsoleVerb)

        // The wrappers' own words are their values; of one that has none they say so.
        let words = String(describing: plain)
        #expect(words == String(describing: parsed))
        #expect(!words.contains("definition"))
    }

    @Test func `knows every option that the parser knows, and no other`() throws {
        let dump = try Payload(parsing: Curfew.dump)
        var flags: Set<String> = []
        var valued: Set<String> = []

        for node in dump.allNodes where node.key == "arguments" {
            for argument in node.children {
                guard let kind = argument.child(.key("kind"))?.string, kind != "positional",
                    let names = argument.child(.key("names"))
                else { continue }
                for name in names.children {
                    let dashes = name.child(.key("kind"))?.string == "long" ? "--" : "-"
                    let text = dashes + (name.child(.key("name"))?.string ?? "")
                    if kind == "flag" { flags.insert(text) } else { valued.insert(text) }
                }
            }
        }

        // The parser's own help verb hides a spelling that is not ours.
        #expect(flags.subtracting(["-help"]) == OptionNames.flags)
        #expect(valued == OptionNames.valuedBehind.values.reduce(OptionNames.valued) { $0.union($1) })
    }

    @Test(arguments: [
        (["list", "--json"], ["list", "--json"]),
        (["--store", "x", "list", "--sort", "-ttl"], ["list", "--store=x", "--sort=-ttl"]),
        (["show", "-abc", "--json"], ["show", "--json", "--", "-abc"]),
        (["ttl", "-abc", "-5m"], ["ttl", "--", "-abc", "-5m"]),
        (["--yes", "destroy", "a", "--", "--json"], ["destroy", "--yes", "--", "a", "--json"]),
        (["destroy", "--where", "-x", "--yes"], ["destroy", "--where=-x", "--yes"]),
        (["list", "--where=a=b"], ["list", "--where=a=b"]),
        (["list", "--limit"], ["list", "--limit"]),
        (["find", "-"], ["find", "--", "-"]),
        (["show", "list"], ["show", "--", "list"]),
        (["logout", "a", "--watch", "30"], ["logout", "--watch=30", "--", "a"]),
        (["--watch", "0", "logout", "-a"], ["logout", "--watch=0", "--", "-a"]),
        (["list", "--watch", "--store", "x"], ["list", "--watch", "--store=x"]),
    ])
    func `puts verb, options and operands in order`(arguments: [String], expected: [String]) throws {
        let order = try OperandOrder(arguments, verbs: Curfew.verbNames)

        #expect(order.arguments == expected)
    }

    @Test(arguments: [
        (["list", "--limt", "3"], "There is no option '--limt'. Did you mean '--limit'?\n"),
        (["show", "id", "--json=1"], "The option '--json' takes no value.\n"),
        (["list", "--watch=2"], "The option '--watch' takes no value.\n"),
        (["export", "--store", "x", "-"], "What is saved holds secrets and has to be on disk before anything ends, "),
        (["destroy", "id", "--export", "-"], "What is saved holds secrets and has to be on disk before anything "),
        (["list", "--limit", "x"], "The value 'x' is invalid for '--limit <count>'.\n"),
        (["list", "--sort", "usr"], "There is no field 'usr' to sort by. Did you mean 'user'?\n"),
        (["list", "--where", "role=="], "The query 'role==' can't be read. Column 5: "),
        (["show"], "Missing expected argument '<id>'.\n"),
        (["list", "extra"], "Unexpected argument 'extra'.\n"),
        (["list", "--store", "file:x?format=tina5"], "There is no format 'tina5'. Did you mean 'tina4'?\n"),
        (["list", "--store", "nowhere://x"], "There is no store of the kind 'nowhere'"),
        (["list", "--timeout", "0"], "--timeout takes a number of seconds above 0, not 0.0.\n"),
        (["completions", "csh"], "The value 'csh' is invalid for '<shell>'."),
        (["help", "lst"], "There is no verb 'lst'. Did you mean 'list'?\n"),
        (["help", "frobnicate"], "There is no verb 'frobnicate'. curfew --help lists the verbs.\n"),
        (["redis://h", "list"], "The verb comes first: curfew list --store redis://h\n"),
        (
            ["list", "redis://h"],
            "Unexpected argument 'redis://h'.\nA store goes behind --store: curfew list --store redis://h\n"
        ),
        (["redis://app:hunter2@h/0", "list"], "The verb comes first: curfew list --store redis://app:********@h/0\n"),
        (
            ["list", "redis://app:hunter2@h/0"],
            """
            Unexpected argument 'redis://app:********@h/0'.
            A store goes behind --store: curfew list --store 'redis://app:********@h/0'

            """
        ),
        (["list", "--limit", "redis://app:hunter2@h"], "The value 'redis://app:********@h' is invalid for '--limit "),
        (["stores", "redis://app:hunter2@h", "--store", "x"], "The store is named twice: redis://app:********@h, "),
        (["list", "--sort", "mongodb://h?apiKey=hunter2"], "There is no field 'mongodb://h?apiKey=********' to sort "),
        (["list", "--store:redis://app:hun=ter2@h"], "There is no option '--store:redis://app:********@h'.\n"),
        (["help", "redis://app:hunter2@h/0"], "There is no verb 'redis://app:********@h/0'."),
        (
            ["--store", "x", "--limit", "3"],
            "Unknown option '--limit'.\nUsage: curfew [STORE] [options], or curfew VERB [options].\n"
        ),
        (
            ["undo"],
            "What was done here can't be taken back later: undo is the console's.\nEnd with curfew destroy --export FILE, "
        ),
    ])
    func `says what makes no sense, and ends with 64`(arguments: [String], sentence: String) throws {
        let run = try ProgramRun(arguments)

        #expect(run.code == 64)
        #expect(run.errorText.hasPrefix(sentence), "\(run.errorText)")
        #expect(run.output.isEmpty)
    }

    @Test(arguments: [["--json"], ["--format=json"], ["--format", "json"], ["--format", "jsonl"]])
    func `writes errors as JSON as well where JSON was asked for`(words: [String]) throws {
        let run = try ProgramRun(["list"] + words + ["--sort", "usr"])

        #expect(run.errorText.hasPrefix("There is no field 'usr'"))
        #expect(try run.jsonError.keys("error") == ["code", "message"])
    }

    @Test func `ends with 6 where the store can't be reached`() throws {
        let missing = try ProgramRun(["list", "--store", "file:/nowhere"])
        #expect(missing.code == 6)
        #expect(
            missing.errorText.hasPrefix(
                "Cannot reach the directory /nowhere while opening it: there is no such directory."))

        let refused = try ProgramRun(["list", "--json", "--store", "redis://localhost:1"])
        #expect(refused.code == 6)
        #expect(try refused.jsonError["error.code"] == "unreachable")
    }

    @Test func `ends with 1 where the store is something else`() throws {
        let home = try TemporaryDirectory()
        try home.write("x", to: "file")

        #expect(try ProgramRun(["list", "--store", "file:\(home.file("file"))"], home: home).code == 1)
    }

    @Test(arguments: [
        (["set", "ID", "csrf_token", "\"***\"", "--yes"], 4, "asterisks"),
        (["destroy", "ID", "nosuchid", "--yes"], 5, "nosuchid"),
        (["list", "--where", "user=zz"], 3, "No session of "),
        (["journal", "verify"], 1, "changed"),
    ])
    func `ends with the code for what it did where nobody reads its output`(
        words: [String], code: Int32, sentence: String
    ) throws {
        let shop = try Shop()
        let id = try shop.add("Unread", ["user_id": "7", "csrf_token": "\"abc\""])
        try #require(try shop.run("set", id, "seen", "1", "--yes").code == 0)
        let journal = "state/curfew/journal.jsonl"
        let lines = String(decoding: try shop.home.read(journal), as: UTF8.self)
        try shop.home.write(lines.replacing("\"set\"", with: "\"ttl\""), to: journal)
        // The reader is gone before the first byte is written.
        let command = "exec 3> >(:); wait $!; \"$0\" \"$@\" >&3"

        let run = try ProgramRun(
            ["-c", command, try Program.path()] + words.map { $0 == "ID" ? id : $0 }
                + ["--json", "--store", shop.sessions.path], program: "/bin/bash", home: shop.home)

        #expect(run.code == code, "\(run.errorText)")
        #expect(run.errorText.contains(sentence), "\(run.errorText)")
    }

    @Test(arguments: [["--help"], ["help"], ["list", "--help"], ["help", "list"], ["--version"], ["show", "-h"]])
    func `prints help and version, and ends with 0`(arguments: [String]) throws {
        let run = try ProgramRun(arguments)

        #expect(run.code == 0)
        #expect(!run.output.isEmpty)
        #expect(run.errorText.isEmpty)
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `prints completions that the shell accepts`(shell: String) throws {
        let run = try ProgramRun(["completions", shell])

        #expect(run.code == 0)
        #expect(run.outputText.contains("regenerate"))
    }

    @Test(arguments: [
        ("restore ", "saved.jsonl"), ("export sav", "saved.jsonl"), ("list --store sa", "saved.jsonl"),
        ("destroy x --export ", "saved.jsonl"), ("doctor sav", "saved.jsonl"), ("list --env s", "saved.jsonl"),
    ])
    func `completes the names of files in bash`(line: String, name: String) throws {
        let home = try TemporaryDirectory()
        try home.write("x", to: name)
        let script = """
            eval "$("$0" completions bash)"
            COMP_LINE=$1; COMP_POINT=${#1}; COMP_WORDS=($1); [[ $1 == *' ' ]] && COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _curfew curfew "${COMP_WORDS[-1]}" "${COMP_WORDS[-2]}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """

        let run = try ProgramRun(
            ["-c", script, try Program.path(), "curfew " + line], program: "/bin/bash", home: home)

        #expect(run.lines.contains(name), "\(run.outputText)\(run.errorText)")
    }

    @Test func `lists the keys as they are configured`() throws {
        let home = try TemporaryDirectory()
        try home.makeDirectory("config/curfew")
        try home.write("[keys]\ndestroy = [\"X\", \"F12\"]\n", to: "config/curfew/config.toml")

        let run = try ProgramRun(["keys"], home: home)

        #expect(run.lines.contains { $0.hasPrefix("X F12  ") && $0.contains("End the session") })
    }

    @Test func `says which key means two things`() throws {
        let home = try TemporaryDirectory()
        try home.makeDirectory("config/curfew")
        try home.write("[keys]\ndestroy = \"e\"\n", to: "config/curfew/config.toml")

        let run = try ProgramRun(["keys"], home: home)

        #expect(run.code == 0)
        #expect(run.lines.contains { $0.hasPrefix("D Del F9  ") && $0.contains("End the session") })
        #expect(
            run.errorText.hasSuffix(
                "line 2: 'keys.destroy' means something already: it is e, the key of edit in the sessions view. Take another.\n"
            ))
    }

    @Test func `lists the themes of a person's own directory`() throws {
        let home = try TemporaryDirectory()
        try home.makeDirectory("config/curfew/themes")
        let mono = try Repository.text("themes/mono.toml")
        try home.write(mono.replacingName("mono", by: "mine"), to: "config/curfew/themes/mine.toml")

        let run = try ProgramRun(["themes"], home: home)

        #expect(run.lines.contains { $0.hasPrefix("mine ") })
    }
}

extension String {
    /// A theme's text with another name.
    fileprivate func replacingName(_ old: String, by new: String) -> String {
        split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0 == "name = \"\(old)\"" ? "name = \"\(new)\"" : String($0) }.joined(separator: "\n")
    }
}
