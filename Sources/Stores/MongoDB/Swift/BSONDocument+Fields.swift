internal import BSON

extension BSONDocument {
    /// The document with another value in a field, which keeps its place or comes last; nil takes the field out.
    func setting(_ name: String, to value: BSONValue?) -> BSONDocument {
        var writer = BSONWriter()
        var isThere = false
        for element in elements {
            guard self.name(element) == name else {
                writer.append(element, of: self)
                continue
            }
            if let value, !isThere { writer.append(name, value) }
            isThere = true
        }
        if let value, !isThere { writer.append(name, value) }
        return writer.document
    }
}
