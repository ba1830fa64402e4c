internal import SessionModel
internal import StoreKit

/// Which process, and how to attach to it: an address that made sense.
struct NodeTarget: Sendable {
    /// How a process is named.
    enum Place: Hashable, Sendable {
        /// By its number, on this machine.
        case process(Int32)
        /// By its inspector's host and port.
        case inspector(host: String, port: UInt16)
    }

    /// Which process.
    var place: Place
    /// Where sessions are looked for, the first place first.
    var layouts: [MemoryLayout]
    /// Which of the stores found is meant, from 1; nil for the likeliest.
    var number: Int?
    /// Every how many seconds the store is read again for its changes.
    var pollInterval: Int
    /// Whether nothing may be changed.
    var isReadOnly: Bool
    /// Whether a person said yes to opening the inspector.
    var isConsented: Bool
    /// How long one answer may take, in milliseconds.
    var timeout: Int

    /// The address as it is shown.
    var label: String {
        switch place {
        case .process(let pid): "node:\(pid)"
        case .inspector(let host, let port): "node://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        }
    }

    /// What it is, in a sentence.
    var subject: String {
        switch place {
        case .process(let pid): "Node process \(pid)"
        case .inspector(let host, let port): "Node's inspector at \(host):\(port)"
        }
    }

    /// What to do where no inspector answers.
    var startRemedy: String {
        switch place {
        case .process: "Start the application with --inspect, and open it again."
        case .inspector(_, let port): "Start the application with --inspect=\(port), or name the process: node:PID."
        }
    }
}

extension NodeTarget {
    /// The options that addresses take.
    static let options: [StoreAddress.Option] = [
        .init("store", "Which of the stores that are in the process, by the number that doctor shows."),
        .init("poll", "Seconds between two looks for changes; 2 when not given."),
    ]

    /// Makes sense of an address.
    init(_ opening: StoreOpening) throws(StoreError) {
        let address = opening.address
        let known = Set(Self.options.map(\.name) + ["format", "user"])
        for option in address.options where !known.contains(option.name) {
            throw Self.nonsense(address, "there is no option \"\(option.name)\"")
        }
        place = try Self.place(address)
        layouts = opening.layouts.compactMap { if case .memory(let layout) = $0 { layout } else { nil } }
        guard !layouts.isEmpty else {
            throw Self.nonsense(
                address, "no format says how sessions are kept in a process's memory",
                remedy: "Name a format that is: express, node-map.")
        }
        number = try Self.number(address, "store", 1...10_000)
        pollInterval = try Self.number(address, "poll", 1...86_400) ?? 2
        isReadOnly = opening.isReadOnly
        isConsented = opening.isConsented
        timeout = max(1, opening.timeout)
    }

    private static func place(_ address: StoreAddress) throws(StoreError) -> Place {
        guard let host = address.hosts.first else {
            guard let pid = Int32(address.path), pid > 0 else {
                throw nonsense(address, "\"\(address.path)\" is no process number", remedy: "Try: pgrep -a node")
            }
            return .process(pid)
        }
        guard address.hosts.count == 1 else { throw nonsense(address, "it names more than one host") }
        guard address.path.isEmpty || address.path == "/" else {
            throw nonsense(address, "\"\(address.path)\": nothing follows host and port")
        }
        return .inspector(host: host.name.isEmpty ? "127.0.0.1" : host.name, port: host.port ?? 9229)
    }

    private static func number(
        _ address: StoreAddress, _ name: String, _ range: ClosedRange<Int>
    ) throws(StoreError) -> Int? {
        guard let text = address[option: name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw nonsense(address, "\"\(name)=\(text)\" is no number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func nonsense(_ address: StoreAddress, _ detail: String, remedy: String? = nil) -> StoreError {
        let host = address.hosts.first.map { "//\($0.name)\($0.port.map { ":\($0)" } ?? "")" } ?? address.path
        return StoreError(
            .badAddress, while: "reading the address", on: "\(address.scheme):\(host)", detail: detail, remedy: remedy)
    }
}
