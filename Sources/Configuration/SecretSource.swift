public import SessionModel

/// Where a secret comes from, so that it need not be written down where others can read it.
public enum SecretSource: Hashable, Sendable {
    /// It stands in the configuration file itself.
    case literal(Secret)
    /// In a variable of the environment.
    case environment(String)
    /// The first line of a file.
    case file(String)
    /// The first line a command prints; the command and its arguments.
    case command([String])
    /// A person types it.
    case prompt

    /// What a secret is for; errors and questions name it so.
    public enum Use: String, Hashable, Sendable {
        /// The login at a store.
        case password = "password"
        /// Signing cookies.
        case cookieSecret = "cookie secret"
    }

    /// A secret, and what is to be said about the way it was kept.
    public struct Found: Hashable, Sendable {
        /// The secret.
        public var secret: Secret
        /// Sentences for the person.
        public var warnings: [String] = []
    }

    /// Fetches the secret.
    ///
    /// - Throws: `ConfigurationError.secret` when it can't be had or is empty.
    public func fetch(_ use: Use, with effects: SecretEffects) async throws(ConfigurationError) -> Found {
        switch self {
        case .literal(let secret): return Found(secret: secret)
        case .environment(let name):
            guard let value = effects.environment[name] else { throw .secret(.variableMissing(name), use) }
            return Found(secret: try Self.secret(Array(value.utf8), use, from: name))
        case .file(let path): return try fromFile(path, use, effects)
        case .command(let words):
            let shown = words.last ?? ""
            switch await effects.run(words) {
            case .success(let output): return Found(secret: try Self.secret(output, use, from: "the command"))
            case .failure(let failure): throw .secret(.command(shown, detail: failure.detail), use)
            }
        case .prompt:
            guard let typed = await effects.ask(use) else { throw .secret(.noTerminal, use) }
            return Found(secret: typed)
        }
    }

    private func fromFile(_ path: String, _ use: Use, _ effects: SecretEffects) throws(ConfigurationError) -> Found {
        let path = path.expandingHome(effects.home)
        switch effects.read(path) {
        case .failure(let problem): throw .secret(.file(path, problem), use)
        case .success(let content):
            var found = Found(secret: try Self.secret(content.bytes, use, from: path))
            if content.isReadableByOthers { found.warnings.append(Warning.readableSecret(path, use).description) }
            return found
        }
    }

    /// The first line, as text.
    private static func secret(_ bytes: [UInt8], _ use: Use, from source: String) throws(ConfigurationError) -> Secret {
        var line = bytes.prefix { $0 != UInt8(ascii: "\n") }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        guard !line.isEmpty else { throw .secret(.empty(source: source), use) }
        guard let text = String(validating: line, as: UTF8.self) else { throw .secret(.noText(source: source), use) }
        return Secret(text)
    }
}
