public import SessionModel

extension Query {
    /// The first field, as it is written in a query, that is hidden by its name, and whose value this one asks for; nil for
    /// none.
    public func hiddenField(by secrets: SecretRule) -> String? {
        root.terms.lazy.compactMap(\.payloadPath)
            .first { $0.contains { PayloadPath.Step($0).isHidden(by: secrets) } }?.text
    }
}

extension QueryTerm {
    /// The path whose value it asks for; nil where that is no field of the payload.
    fileprivate var payloadPath: [QueryPathStep]? {
        switch self {
        case .payload(let path, _, _), .payloadPattern(let path, _): path
        case .word, .text, .pattern, .anonymous, .quantity: nil
        }
    }
}
