/// The descriptions of types that stand in front of the values.
extension GobReader {
    /// A type's description, which is a struct itself: which kind it is, by the number of its one field.
    mutating func definition(of number: Int) throws(SerializationError) {
        let start = position
        guard number < -Self.firstOwnType, number > -65_536, types[-number] == nil else {
            throw SerializationError("expected a new type", at: start)
        }
        let kind = try natural()
        let type: GobType
        switch kind {
        case 1, 2: type = .list(try numbers(from: 2, to: kind == 1 ? 3 : 2).type(2))
        case 3: type = try structureType()
        case 4:
            let parts = try numbers(from: 2, to: 3)
            type = .map(key: try parts.type(2), value: try parts.type(3))
        case 5, 6, 7: type = .opaque(name: try numbers(from: 2, to: 1).name)
        default: throw SerializationError("expected a kind of type", at: start)
        }
        guard try natural() == 0 else { throw SerializationError("a type has more than one kind", at: position) }
        types[-number] = type
    }

    /// What describes a type beside its kind: its name, and numbers by the fields they stand in.
    private struct Description {
        var name: Range<Int> = 0..<0
        var numbers: [UInt64: Int] = [:]
        var position = 0

        func type(_ field: UInt64) throws(SerializationError) -> Int {
            guard let number = numbers[field] else {
                throw SerializationError("a type lacks the type of its elements", at: position)
            }
            return number
        }
    }

    private mutating func numbers(from first: UInt64, to last: UInt64) throws(SerializationError) -> Description {
        var description = Description()
        var field: UInt64 = 0
        while true {
            let step = try natural()
            guard step > 0 else { break }
            field = field &+ min(step, 16)
            if field == 1 {
                description.name = try common()
            } else if field >= first, field <= last {
                description.numbers[field] = try whole()
            } else {
                throw SerializationError("expected a part of a type", at: position)
            }
        }
        description.position = position
        return description
    }

    /// The name and the number that every description has.
    private mutating func common() throws(SerializationError) -> Range<Int> {
        var name = 0..<0
        var field: UInt64 = 0
        while true {
            let step = try natural()
            guard step > 0 else { return name }
            field = field &+ min(step, 16)
            switch field {
            case 1: name = try take(try count())
            case 2: _ = try whole()
            default: throw SerializationError("expected a part of a type", at: position)
            }
        }
    }

    private mutating func structureType() throws(SerializationError) -> GobType {
        var name = 0..<0
        var fields: [GobType.Field] = []
        var field: UInt64 = 0
        while true {
            let step = try natural()
            guard step > 0 else { return .structure(name: name, fields: fields) }
            field = field &+ min(step, 16)
            switch field {
            case 1: name = try common()
            case 2:
                for _ in 0..<(try count()) {
                    fieldCount += 1
                    guard fieldCount <= 4096 else {
                        throw SerializationError("there are too many fields", at: position)
                    }
                    fields.append(try fieldType())
                }
            default: throw SerializationError("expected a part of a type", at: position)
            }
        }
    }

    private mutating func fieldType() throws(SerializationError) -> GobType.Field {
        var made = GobType.Field(name: 0..<0, type: 0)
        var field: UInt64 = 0
        while true {
            let step = try natural()
            guard step > 0 else { return made }
            field = field &+ min(step, 16)
            switch field {
            case 1: made.name = try take(try count())
            case 2: made.type = try whole()
            default: throw SerializationError("expected a part of a type", at: position)
            }
        }
    }
}
