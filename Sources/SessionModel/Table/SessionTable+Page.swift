extension SessionTable {
    /// So many keys are looked up together: about as many places in memory as a processor fetches at once.
    private static var together: Int { 16 }

    /// Takes in a page of a listing.
    ///
    /// - Parameter visit: Told of each row, in order, and whether it is new.
    public mutating func take(_ page: RecordPage, visit: (_ row: Int, _ isNew: Bool) -> Void = { _, _ in }) {
        var candidates: [Candidate] = []
        candidates.reserveCapacity(Self.together)
        page.keyBytes.withUnsafeBytes { keys in
            page.userBytes.withUnsafeBytes { names in
                for start in stride(from: 0, to: page.count, by: Self.together) {
                    let places = start..<min(start + Self.together, page.count)
                    candidates.removeAll(keepingCapacity: true)
                    for place in places {
                        candidates.append(candidate(UnsafeRawBufferPointer(rebasing: keys[page.keyRange(place)])))
                    }
                    makeRoom(for: places.count)
                    fetch(&candidates)
                    for place in places {
                        let (row, isNew) = insert(candidates[place - start])
                        setDeadline(row, page.deadlines[place])
                        if place < page.facts.count {
                            let user = page.facts[place].user
                            let bytes = names[Int(user.lowerBound)..<Int(user.upperBound)]
                            // What could not be read has no user in it, and is nobody's for all that.
                            if page.facts[place].isReadable || !bytes.isEmpty {
                                setUser(row, bytes: UnsafeRawBufferPointer(rebasing: bytes))
                            }
                        }
                        visit(row, isNew)
                    }
                }
            }
        }
    }
}
