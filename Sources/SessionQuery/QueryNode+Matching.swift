internal import SessionModel

extension QueryNode {
    /// Whether a subject fits.
    func matches(_ subject: some QuerySubject, _ scope: QueryScope) -> Match {
        switch self {
        case .everything: .yes
        case .all(let nodes): nodes.matchAll { $0.matches(subject, scope) }
        case .any(let nodes): nodes.matchAny { $0.matches(subject, scope) }
        case .not(let node): node.matches(subject, scope).negated
        case .term(let term): term.matches(subject, scope)
        }
    }
}

extension QueryTerm {
    fileprivate func matches(_ subject: some QuerySubject, _ scope: QueryScope) -> Match {
        switch self {
        case .word(let word): return word.matches(subject, scope)
        case _ where scope == .typing: return .unknown
        case .text(let field, let text, let isNegated):
            let match = Match(subject.texts(of: field)) { $0.contains { field.isSame($0, text) } }
            return isNegated ? match.negated : match
        case .pattern(let field, let pattern):
            return subject.texts(of: field)?.matchAny(pattern.matches) ?? .unknown
        case .anonymous(let isNegated): return Match(subject.userValues) { $0.isEmpty != isNegated }
        case .quantity(let field, let comparison, let amount):
            return Match(subject.quantity(of: field)) { $0.stands(comparison, to: amount, in: field) }
        case .payload, .payloadPattern: return scope == .row ? .unknown : matchesPayload(subject)
        }
    }

    private func matchesPayload(_ subject: some QuerySubject) -> Match {
        switch self {
        case .payload(let path, .equal, let literal):
            return Match(subject.values(at: path)) { $0.contains(where: literal.equals) }
        case .payload(let path, .notEqual, let literal):
            return Match(subject.values(at: path)) { !$0.contains(where: literal.equals) }
        case .payload(let path, let comparison, let literal):
            return Match(subject.values(at: path)) { $0.contains { literal.isOrdered($0, comparison) } }
        case .payloadPattern(let path, let pattern):
            guard let values = subject.values(at: path) else { return .unknown }
            return values.lazy.compactMap(\.text).matchAny(pattern.matches)
        case .word, .text, .pattern, .anonymous, .quantity: return .unknown
        }
    }
}

extension QueryWord {
    fileprivate func matches(_ subject: some QuerySubject, _ scope: QueryScope) -> Match {
        let row = subject.rowContains(matcher)
        guard row != .yes, !isShort(of: subject.id ?? subject.key) else { return .yes }
        switch scope {
        case .typing: return .no
        case .row: return .unknown
        case .whole: return [row, subject.payloadContains(matcher)].matchAny { $0 }
        }
    }
}

extension QueryField {
    /// Whether two values are the same: ids and keys byte by byte, the others in whatever case.
    fileprivate func isSame(_ value: String, _ wanted: String) -> Bool {
        if value.utf8.elementsEqual(wanted.utf8) { return true }
        switch self {
        case .user, .format, .state: return value.equalsIgnoringCase(wanted)
        case .id, .key, .size, .ttl, .ends, .age, .idle: return false
        }
    }
}

extension String {
    fileprivate func equalsIgnoringCase(_ other: String) -> Bool {
        if utf8.elementsEqual(other.utf8, by: { $0.lowercasedASCII == $1.lowercasedASCII }) { return true }
        guard !utf8.allSatisfy({ $0 < 128 }) else { return false }
        return lowercased() == other.lowercased()
    }
}

/// A time or size of a subject; never is more than any amount.
private enum Quantity {
    case amount(Int64)
    case never

    /// Compares with an amount, nil being never. Equal times are equal as shown, in whole seconds.
    func stands(_ comparison: QueryOperator, to wanted: Int64?, in field: QueryField) -> Bool {
        switch (self, wanted) {
        case (.amount(let value), let wanted?):
            let isExact = field.kind != .duration || !wanted.isMultiple(of: 1000)
            let isLoose = !isExact && (comparison == .equal || comparison == .notEqual)
            return isLoose ? comparison.holds(value / 1000, wanted / 1000) : comparison.holds(value, wanted)
        case (.amount, nil): return comparison.holds(0, 1)
        case (.never, .some): return comparison.holds(1, 0)
        case (.never, nil): return comparison.holds(0, 0)
        }
    }
}

extension QuerySubject {
    /// The texts of a field, nil where they are not known; none for a field of another kind.
    fileprivate func texts(of field: QueryField) -> [String]? {
        switch field {
        case .user: userValues
        case .id: id.map { [$0] }
        case .key: [key]
        case .format: format.map { [$0] }
        case .state: state.map { [$0] }
        case .size, .ttl, .ends, .age, .idle: []
        }
    }

    /// The amount of a field, nil where it is not known.
    fileprivate func quantity(of field: QueryField) -> Quantity? {
        switch field {
        case .size: return size.map { .amount(Int64($0)) }
        case .age: return ageMilliseconds.map { .amount($0) }
        case .idle: return idleMilliseconds.map { .amount($0) }
        case .ttl:
            switch ttl {
            case .unknown: return nil
            case .never: return .never
            case .milliseconds(let left): return .amount(left)
            }
        case .ends:
            return endsAt.map { $0.moment.map { .amount($0.milliseconds) } ?? .never }
        case .user, .id, .key, .format, .state: return nil
        }
    }
}
