internal import SessionModel
internal import StoreKit
internal import StoreSockets
internal import TextCodings

/// Where a deployment is, taken from an address: the client library gets the address whole, without what is ours.
struct MongoTarget: Sendable {
    /// The driver's own address, password included. Never shown.
    let uri: String
    /// The database; nil where the address names none.
    let database: String?
    /// The collection; nil where the formats say it.
    let collection: String?
    /// Every how many seconds a deployment without change streams is read again at the most often.
    let pollInterval: Int
    /// How long a server may be looked for, and may work on one question, in milliseconds.
    let timeout: Int
    /// Whether one look for a server is enough: there is only one, and it is there or not.
    let looksOnce: Bool
    /// Whether the address says in which database its user is.
    let namesLoginDatabase: Bool
    /// The address for people, without database and options.
    let address: String
    /// What it is called in sentences.
    let subject: String
    /// A command that would reach it.
    let trial: String
    private let password: String?
    /// The servers that the address names itself, each with its port.
    private let servers: [(name: String, port: UInt16)]

    /// The options of an address that are not the driver's.
    static let ownOptions = ["collection", "poll", "format", "user"]
    /// What fits into one command, in bytes.
    static let largestChange = 16_000_000

    /// How long an answer may take on its way, in milliseconds: the server gives up first, and says so.
    var answerTimeout: Int { timeout + 2000 }

    init(_ opening: StoreOpening) throws(MongoFailure) {
        let address = opening.address
        let passed = address.options.filter { !Self.ownOptions.contains($0.name) }
        func passes(_ name: String) -> Bool { passed.contains { $0.name.lowercased() == name } }
        uri = MongoURI.text(address, options: passed)
        database = address.path.isEmpty ? nil : address.path
        collection = address[option: "collection"]
        pollInterval = try Self.seconds(address)
        try Self.check(passed)
        timeout = opening.timeout
        looksOnce = address.hosts.count == 1 && address.scheme == "mongodb" && !passes("replicaset")
        namesLoginDatabase = passes("authsource")
        password = address.password?.revealed
        servers = address.scheme == "mongodb" ? address.hosts.map { ($0.name, $0.port ?? 27017) } : []
        let hosts = address.hosts.map(MongoURI.shown).joined(separator: ",")
        let user = address.user.map { "\(PercentCoding.encode($0))@" } ?? ""
        self.address = "\(address.scheme)://\(user)\(hosts)"
        subject = "MongoDB at \(hosts)"
        trial = "mongosh '\(address.scheme)://\(hosts)' --eval 'db.hello()'"
    }

    /// The driver passes over options that it does not know, so that a slip of the hand would go unnoticed.
    private static func check(_ options: [StoreAddress.Option]) throws(MongoFailure) {
        for option in options {
            guard let near = NearestName.among(["collection", "poll"], to: option.name) else { continue }
            throw .badAddress("there is no option '\(option.name)'; did you mean '\(near)'?")
        }
    }

    private static func seconds(_ address: StoreAddress) throws(MongoFailure) -> Int {
        guard let text = address[option: "poll"] else { return 2 }
        guard let seconds = Int(text), (1...86_400).contains(seconds) else {
            throw .badAddress("poll= takes whole seconds, from 1 to 86400, not '\(text)'")
        }
        return seconds
    }

    /// The address of what is open there, for people.
    func address(_ place: DocumentPlace) -> String {
        "\(address)/\(place.database)\(collection.map { "?collection=\($0)" } ?? "")"
    }

    /// A failure of the first connection. With TLS the client says of a server that is not there that it closed the
    /// connection; where no server that the address names takes one, none was there. Blocks.
    func atFirstContact(_ failure: MongoFailure) -> MongoFailure {
        guard case .lost = failure else { return failure }
        var words: String?
        for server in servers {
            words = ConnectionProbe.refusal(of: server.name, port: server.port, timeout: timeout)
            if words == nil { return failure }
        }
        return words.map { .unreachable($0) } ?? failure
    }

    /// A client's words, should they quote the address: without the password.
    func withoutPassword(_ words: String) -> String {
        guard let password, !password.isEmpty else { return words }
        return words.replacing(PercentCoding.encode(password), with: "********").replacing(password, with: "********")
    }
}
