extension SessionTable {
    /// Takes in a page of a listing.
    ///
    /// - Parameter visit: Told of each row, in order, and whether it is new.
    public mutating func take(_ page: RecordPage, visit: (_ row: Int, _ isNew: Bool) -> Void = { _, _ in }) {
        page.keyBytes.withUnsafeBytes { keys in
            page.userBytes.withUnsafeBytes { names in
                for place in 0..<page.count {
                    let (row, isNew) = insert(bytes: UnsafeRawBufferPointer(rebasing: keys[page.keyRange(place)]))
                    setDeadline(row, page.deadlines[place])
                    if place < page.facts.count {
                        let user = page.facts[place].user
                        let bytes = names[Int(user.lowerBound)..<Int(user.upperBound)]
                        setUser(row, bytes: UnsafeRawBufferPointer(rebasing: bytes))
                    }
                    visit(row, isNew)
                }
            }
        }
    }
}
