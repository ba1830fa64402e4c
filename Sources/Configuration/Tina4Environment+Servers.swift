internal import SessionModel
internal import StoreKit

extension Tina4Environment {
    /// Reads where Redis, Valkey or Memcached is.
    func readKeyValue(
        _ names: Tina4Variables, _ backend: Tina4Backend, into resolved: inout Resolved
    ) throws(ConfigurationError) {
        let (own, port) = backend.variables
        let isMemcached = backend == .memcached
        let ownNames = ["HOST", "PORT", "PREFIX"] + (isMemcached ? [] : ["PASSWORD", "DB"])
        let guideNames = ["HOST", "PORT", "PREFIX"] + (isMemcached ? [] : ["PASSWORD", "DATABASE"])
        let usesGuide = names.set(of: ownNames.map { own + $0 }).isEmpty
        note(names, own: own, guide: guideNames, usesGuide: usesGuide, into: &resolved)
        if usesGuide, backend == .redis, names["TINA4_SESSION_REDIS_URL"] != nil {
            return try readRedisURL(names, into: &resolved)
        }
        let prefix = usesGuide ? "TINA4_SESSION_" : own
        resolved.address = StoreAddress(
            scheme: backend.rawValue,
            hosts: [.init(names[prefix + "HOST"] ?? "localhost", port: try names.port(prefix + "PORT") ?? port)])
        if let keyPrefix = names[prefix + "PREFIX"] { resolved.address.options = [.init("prefix", keyPrefix)] }
        guard !isMemcached else { return }
        resolved.address.password = names.password(prefix + "PASSWORD").map { Secret($0) }
        resolved.address.path = try database(names, prefix + (usesGuide ? "DATABASE" : "DB"))
    }

    private func readRedisURL(_ names: Tina4Variables, into resolved: inout Resolved) throws(ConfigurationError) {
        let name = "TINA4_SESSION_REDIS_URL"
        resolved.address = try address(names, name)
        resolved.notes.append(Tina4Note.guideNames([name], instead: "TINA4_SESSION_REDIS_HOST").description)
    }

    private func database(_ names: Tina4Variables, _ name: String) throws(ConfigurationError) -> String {
        guard let text = names[name] else { return "" }
        guard let number = Int(text), number >= 0 else {
            throw .badVariable(name, value: text.asNumber, expected: "a database's number", nearest: nil)
        }
        return number == 0 ? "" : String(number)
    }

    /// Reads where MongoDB is: the URI, or Node's host and port, or the guides' names.
    func readMongo(_ names: Tina4Variables, into resolved: inout Resolved) throws(ConfigurationError) {
        let own = Tina4Backend.mongodb.variables.prefix
        let usesGuide = names.set(of: ["URI", "URL", "HOST", "PORT", "DB", "COLLECTION"].map { own + $0 }).isEmpty
        let guide = ["HOST", "PORT", "DATABASE", "COLLECTION"]
        note(names, own: own, guide: guide, usesGuide: usesGuide, into: &resolved)
        let prefix = usesGuide ? "TINA4_SESSION_" : own
        if let name = names.set(of: [own + "URI", own + "URL"]).first {
            resolved.address = try address(names, name)
            keepLoginDatabase(of: &resolved.address)
        } else {
            resolved.address = StoreAddress(
                scheme: "mongodb",
                hosts: [.init(names[prefix + "HOST"] ?? "localhost", port: try names.port(prefix + "PORT") ?? 27017)])
            if names[own + "HOST"] != nil { resolved.notes.append(Tina4Note.nodeMongoHost.description) }
        }
        resolved.address.path = names[prefix + (usesGuide ? "DATABASE" : "DB")] ?? "tina4"
        if let collection = names[prefix + "COLLECTION"] {
            resolved.address.options.append(.init("collection", collection))
        }
    }

    /// A URI's database is where its user logs in; Tina4's sessions are in another one.
    private func keepLoginDatabase(of address: inout StoreAddress) {
        guard address.user != nil, !address.path.isEmpty, address[option: "authSource"] == nil else { return }
        address.options.append(.init("authSource", address.path))
    }

    /// The address in a variable, without what is an option of ours only.
    func address(_ names: Tina4Variables, _ name: String) throws(ConfigurationError) -> StoreAddress {
        guard let parts = names[name].flatMap({ AddressText($0) }) else {
            throw .unreachableSessions(variable: name, reason: .noURL)
        }
        do {
            var address = try parts.address()
            address.options.removeAll { StoreAddressParser.commonOptions.contains($0.name) }
            return address
        } catch {
            throw .address(error, source: name)
        }
    }

    private func note(
        _ names: Tina4Variables, own: String, guide: [String], usesGuide: Bool, into resolved: inout Resolved
    ) {
        let found = names.set(of: guide.map { "TINA4_SESSION_" + $0 })
        guard !found.isEmpty else { return }
        let note: Tina4Note = usesGuide ? .guideNames(found, instead: own + "HOST") : .guideNamesUnused(found, own: own)
        resolved.notes.append(note.description)
    }
}
