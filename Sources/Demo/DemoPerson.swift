/// Somebody with an account.
struct DemoPerson: Hashable, Sendable {
    /// The first name.
    let name: String
    /// What the account may do.
    let role: String

    /// The address the account is known by.
    var email: String { "\(name.lowercased())@shop" }

    /// Everybody with an account.
    static let all: [DemoPerson] = {
        let names = [
            "Alice", "Bob", "Carol", "Dave", "Erin", "Frank", "Grace", "Heidi", "Ivan", "Judy", "Ken", "Laura",
            "Mallory",
            "Nina", "Oscar", "Peggy", "Quinn", "Rupert", "Sybil", "Trent", "Uma", "Victor", "Wendy", "Xavier",
        ]
        return names.enumerated().map { place, name in
            DemoPerson(name: name, role: place == 0 ? "admin" : place % 6 == 1 ? "editor" : "customer")
        }
    }()
}
