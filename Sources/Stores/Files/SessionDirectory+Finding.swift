internal import SessionModel
internal import StoreKit

extension SessionDirectory {
    /// The keys of sessions that begin with `prefix`, at most `limit` of them.
    func keys(withPrefix prefix: SessionKey, limit: Int) throws(StoreError) -> [SessionKey] {
        var found: [SessionKey] = []
        guard limit > 0 else { return found }
        try told("looking for a session") { () throws(SystemFailure) in
            try Listing(of: directory).forEach { name, _ in
                guard name.starts(with: prefix.bytes), fileNames.claims(name) else { return true }
                found.append(SessionKey(bytes: name))
                return found.count < limit
            }
        }
        return found
    }
}
