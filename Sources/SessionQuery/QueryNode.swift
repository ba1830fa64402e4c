/// A query as a tree. An `all` holds no `all` and an `any` no `any`, both hold two or more, and a `not` holds no `not`.
indirect enum QueryNode: Hashable, Sendable {
    /// What an empty query asks for.
    case everything
    case all([QueryNode])
    case any([QueryNode])
    case not(QueryNode)
    case term(QueryTerm)

    /// All of them, flattened.
    static func all(of nodes: [QueryNode]) -> QueryNode {
        let flat = nodes.flatMap { node in
            if case .all(let inner) = node { inner } else { [node] }
        }
        return flat.count == 1 ? flat[0] : .all(flat)
    }

    /// Any of them, flattened.
    static func any(of nodes: [QueryNode]) -> QueryNode {
        let flat = nodes.flatMap { node in
            if case .any(let inner) = node { inner } else { [node] }
        }
        return flat.count == 1 ? flat[0] : .any(flat)
    }

    /// The opposite.
    var negated: QueryNode {
        if case .not(let inner) = self { inner } else { .not(self) }
    }

    /// What must be read to answer it.
    var needs: QueryNeeds {
        switch self {
        case .everything: []
        case .all(let nodes), .any(let nodes): nodes.reduce(into: []) { $0.formUnion($1.needs) }
        case .not(let node): node.needs
        case .term(let term): term.needs
        }
    }

    /// The terms, from left to right.
    var terms: [QueryTerm] {
        switch self {
        case .everything: []
        case .all(let nodes), .any(let nodes): nodes.flatMap(\.terms)
        case .not(let node): node.terms
        case .term(let term): [term]
        }
    }
}
