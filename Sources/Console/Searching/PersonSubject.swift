internal import Operations
internal import SessionQuery

/// A user, as a query asks about one.
struct PersonSubject: TextualSubject {
    let person: Person

    /// The fields a query can ask for.
    static let fields = ["user"]

    var texts: [String] { person.names + person.addresses + [person.title] }
    var userValues: [String]? { person.names }
}
