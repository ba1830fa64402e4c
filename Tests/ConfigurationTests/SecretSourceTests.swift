import Configuration
import SessionModel
import StoreKit
import Testing

@Suite struct `Where a secret comes from` {
    private func effects(
        world: World = World(), output: Result<[UInt8], SecretEffects.CommandFailure> = .success([]),
        typed: String? = nil
    ) -> SecretEffects {
        SecretEffects(
            environment: world.environment, home: "/home/ann", read: world.reader, run: { _ in output },
            ask: { _ in typed.map { Secret($0) } })
    }

    @Test func `a variable`() async throws {
        let effects = effects(world: World(environment: ["PW": "a b"]))

        #expect(try await SecretSource.environment("PW").fetch(.password, with: effects).secret == Secret("a b"))
    }

    @Test func `the first line of a file`() async throws {
        let effects = effects(world: World(files: ["/home/ann/pw": "hush\r\nmore\n"]))

        let found = try await SecretSource.file("~/pw").fetch(.password, with: effects)

        #expect(found.secret == Secret("hush"))
        #expect(found.warnings == [])
    }

    @Test func `a file, with a warning where others can read it`() async throws {
        let effects = effects(world: World(files: ["/pw": "hush"], readableByOthers: ["/pw"]))

        let found = try await SecretSource.file("/pw").fetch(.cookieSecret, with: effects)

        #expect(found.warnings == ["Others can read the cookie secret in /pw. Try: chmod 600 /pw"])
    }

    @Test func `the first line a command prints`() async throws {
        let effects = effects(output: .success(Array("hush\nlogin: ann\n".utf8)))

        #expect(try await SecretSource.command(["pass"]).fetch(.password, with: effects).secret == Secret("hush"))
    }

    @Test func `a person, or the configuration itself`() async throws {
        #expect(try await SecretSource.prompt.fetch(.password, with: effects(typed: "")).secret == Secret(""))
        #expect(try await SecretSource.literal(Secret("a")).fetch(.cookieSecret, with: effects()).secret == Secret("a"))
    }

    static let failures: [(SecretSource, String)] = [
        (.environment("PW"), "The password should be in the variable PW, which is not set."),
        (.environment("EMPTY"), "The password from EMPTY is empty."),
        (.file("/none"), "Cannot read the password from /none: there is no such file."),
        (.file("/empty"), "The password from /empty is empty."),
        (
            .command(["/bin/sh", "-c", "pass show x"]),
            "The command for the password failed: pass show x: not in the store."
        ),
        (
            .command(["/bin/sh", "-c", "curl https://ann:hunter2@vault"]),
            "The command for the password failed: curl https://ann:********@vault: not in the store."
        ),
        (
            .file("https://ann:hunter2@vault"),
            "Cannot read the password from https://ann:********@vault: there is no such file."
        ),
        (.prompt, "The password must be asked for, and there is no terminal to ask on."),
    ]

    @Test(arguments: failures)
    func `says why it can't be had`(source: SecretSource, sentence: String) async {
        let world = World(environment: ["EMPTY": ""], files: ["/empty": "\n"])
        let effects = effects(world: world, output: .failure(.init("not in the store")))

        let error = await #expect(throws: ConfigurationError.self) { try await source.fetch(.password, with: effects) }

        #expect(error?.description == sentence)
        #expect(error?.exitCode == 1)
    }

    @Test func `says that it is no text`() async {
        let effects = effects(output: .success([0xFF]))

        let error = await #expect(throws: ConfigurationError.self) {
            try await SecretSource.command(["x"]).fetch(.cookieSecret, with: effects)
        }

        #expect(error?.description == "The cookie secret from the command is no UTF-8 text.")
    }
}
