internal import BSON

/// Conditions that the numbers of a document still have their types.
enum NumberTypes {
    /// So many numbers are asked about at the most.
    private static let most = 500

    static func conditions(_ document: BSONDocument) -> [BSONValue] {
        var conditions: [BSONValue] = []
        collect(document, below: "$", into: &conditions)
        return conditions
    }

    private static func collect(_ document: BSONDocument, below path: String, into conditions: inout [BSONValue]) {
        for element in document.elements where conditions.count < most {
            let name = document.name(element)
            // Such a name can't stand in a path.
            guard !name.isEmpty, !name.contains("."), !name.hasPrefix("$") else { continue }
            let value = document.value(element)
            if value.type.isNumber {
                conditions.append(["$eq": [["$type": .string(path + name)], .string(value.type.name)]])
            } else if value.type == .document, let inner = value.document {
                collect(inner, below: "\(path)\(name).", into: &conditions)
            }
        }
    }
}
