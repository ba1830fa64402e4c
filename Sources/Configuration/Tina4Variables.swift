/// The variables of a Tina4 application, blank ones counting as not set.
struct Tina4Variables {
    private let values: [String: String]

    init(_ values: [String: String]) { self.values = values }

    /// The value of a variable without the blanks around it; nil for a blank one.
    subscript(name: String) -> String? {
        guard let value = values[name]?.trimmingBlanks, !value.isEmpty else { return nil }
        return value
    }

    /// A variable's value as it is, blanks and all: for passwords. Nil for an empty one.
    func password(_ name: String) -> String? {
        guard let value = values[name], !value.isEmpty else { return nil }
        return value
    }

    /// Those of the names that are set.
    func set(of names: [String]) -> [String] { names.filter { self[$0] != nil } }

    /// What chose the backend.
    struct Choice {
        var backend: Tina4Backend
        var decidedBy: String
        var notes: [Tina4Note] = []
    }

    /// The backend: PHP's HANDLER wins over BACKEND; DRIVER is in old guides only; without any it is files.
    func backend() throws(ConfigurationError) -> Choice {
        let names = ["TINA4_SESSION_HANDLER", "TINA4_SESSION_BACKEND", "TINA4_SESSION_DRIVER"]
        guard let name = set(of: names).first, let value = self[name] else {
            return Choice(backend: .file, decidedBy: "no TINA4_SESSION_BACKEND, which means files")
        }
        guard let backend = Tina4Backend(name: value) else {
            throw .badVariable(
                name, value: value, expected: Tina4Backend.allCases.map(\.rawValue).listedAsChoice,
                nearest: NearestName.of(value, among: Tina4Backend.allCases.map(\.rawValue)))
        }
        var choice = Choice(backend: backend, decidedBy: "\(name)=\(value)")
        let other = self["TINA4_SESSION_BACKEND"]
        if name == "TINA4_SESSION_HANDLER", Tina4Backend(name: other ?? "file") != backend {
            choice.notes.append(.handlerIsPHPs(value, backend: other))
        } else if name == "TINA4_SESSION_DRIVER" {
            choice.notes.append(.guideNames([name], instead: "TINA4_SESSION_BACKEND"))
        }
        return choice
    }

    /// The port of a variable.
    func port(_ name: String) throws(ConfigurationError) -> UInt16? {
        guard let text = self[name] else { return nil }
        guard let port = UInt16(text), port > 0 else {
            throw .badVariable(name, value: text.asNumber, expected: "a port from 1 to 65535", nearest: nil)
        }
        return port
    }
}

extension String {
    /// The text where it is a number; nil for any other.
    var asNumber: String? { Int(self) == nil ? nil : self }
}
