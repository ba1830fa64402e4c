import SessionModel

/// What a payload says, apart from how it is written: the simple model that edits are compared with.
///
/// Keys and texts are UTF-16, as JSON has them: two that print alike, or that are half a character, stay apart.
indirect enum Tree: Equatable {
    case object([Member])
    case array([Tree])
    case text([UInt16])
    /// A number, true, false or null, as it is written.
    case word(String)

    struct Member: Equatable {
        var key: [UInt16]
        var value: Tree
    }

    init(_ node: PayloadNode) {
        switch node.kind {
        case .object:
            self = .object(node.children.map { Member(key: Array(($0.key ?? "").utf16), value: Tree($0)) })
        case .array: self = .array(node.children.map(Tree.init))
        case .string: self = .text(Self.units(node.raw))
        case .number, .boolean, .null: self = .word(node.rawText)
        }
    }

    init(_ payload: Payload) { self.init(payload.root) }

    init(_ text: String) throws { self.init(try Payload(parsing: text)) }

    /// A second reader of JSON's strings, so that the one under test is not its own judge.
    private static func units(_ token: ArraySlice<UInt8>) -> [UInt16] {
        let source = Array(String(decoding: token.dropFirst().dropLast(), as: UTF8.self).utf16)
        var units: [UInt16] = []
        var place = 0
        while place < source.count {
            guard source[place] == 0x5C else {
                units.append(source[place])
                place += 1
                continue
            }
            let letter = Character(Unicode.Scalar(UInt8(source[place + 1])))
            if letter == "u" {
                units.append(
                    UInt16(String(decoding: source[(place + 2)..<(place + 6)], as: UTF16.self), radix: 16) ?? 0)
                place += 6
            } else {
                let meanings: [Character: UInt16] = ["n": 10, "t": 9, "r": 13, "b": 8, "f": 12]
                units.append(meanings[letter] ?? source[place + 1])
                place += 2
            }
        }
        return units
    }

    /// The same, members in order of their keys, so that order makes no difference.
    var sorted: Tree {
        switch self {
        case .object(let members):
            let inOrder = members.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            return .object(inOrder.map { Member(key: $0.key, value: $0.value.sorted) })
        case .array(let elements): return .array(elements.map(\.sorted))
        case .text, .word: return self
        }
    }

    func setting(_ steps: ArraySlice<PayloadPath.Step>, to value: Tree?) -> Tree {
        guard let step = steps.first else { return value ?? self }
        let rest = steps.dropFirst()
        switch (self, step) {
        case (.object(var members), .key(let key)):
            let place = members.firstIndex { $0.key == Array(key.utf16) }
            if rest.isEmpty, value == nil {
                if let place { members.remove(at: place) }
            } else if let place {
                members[place].value = members[place].value.setting(rest, to: value)
            } else if let value {
                members.append(Member(key: Array(key.utf16), value: value))
            }
            return .object(members)
        case (.array(var elements), .index(let index)):
            if rest.isEmpty, value == nil {
                elements.remove(at: index)
            } else if index < elements.count {
                elements[index] = elements[index].setting(rest, to: value)
            } else if let value {
                elements.append(value)
            }
            return .array(elements)
        case (.object, .index), (.array, .key), (.text, _), (.word, _): return self
        }
    }
}

extension Payload {
    /// The text of the value at a path as it is written, for short expectations.
    func text(at path: String) throws -> String? {
        try node(at: PayloadPath(parsing: path))?.rawText
    }

    var sourceText: String { String(decoding: source, as: UTF8.self) }
}
