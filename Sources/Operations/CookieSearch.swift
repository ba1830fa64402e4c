internal import SessionFormats
public import SessionModel
public import StoreKit

/// Why a cookie opened no session.
public enum CookieSearchError: Error, Hashable, Sendable {
    /// It is no cookie of a format that is looked for: where the chain broke, in a sentence.
    case noCookie(String)
    /// It is well-formed, but the store has no such session.
    case noSession(store: String)
    /// The store could not be asked.
    case store(StoreError)
}

extension CookieSearchError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .noCookie(let reason): reason
        case .noSession(let store):
            "The cookie is well-formed, but \(store) has no such session: it has expired or belongs to another"
                + " environment."
        case .store(let error): error.description
        }
    }
}

extension OpenStore {
    /// The sessions a pasted cookie opens: its value, `name=value`, a whole Cookie or Set-Cookie header, a curl command.
    public func sessions(ofCookie text: String) async throws(CookieSearchError) -> [Session] {
        var problems: [(format: SessionFormat, reason: String)] = []
        var isWellFormed = false
        for format in formats {
            let id: SessionID
            do throws(FormatError) {
                id = try format.idInCookie(text, context)
            } catch {
                problems.append((format, error.description))
                continue
            }
            isWellFormed = true
            let found = try await sessions(id, format.candidates(id, context))
            if !found.isEmpty { return found }
        }
        if isWellFormed { throw .noSession(store: name) }
        // What the cookie calls itself says whose reason is worth telling.
        let named = problems.filter { text.contains(context.cookieName ?? $0.format.cookieName) }
            .max { $0.format.cookieName.utf8.count < $1.format.cookieName.utf8.count }
        throw .noCookie(named?.reason ?? problems.last?.reason ?? "No format is looked for in \(name).")
    }

    private func sessions(_ id: SessionID, _ keys: [SessionKey]) async throws(CookieSearchError) -> [Session] {
        do throws(StoreError) {
            // Two layouts may give an id the same key.
            let distinct = keys.enumerated().filter { keys.firstIndex(of: $0.element) == $0.offset }.map(\.element)
            return try await sessions(distinct).compactMap { session in
                guard var session else { return nil }
                // Who sends the hash of an id is not let in by it.
                if session.id == nil, isHash(id.whole, in: session.key) { return nil }
                // What stands under a hash of an id may look like an id; the cookie knows.
                session.id = id
                return session
            }
        } catch {
            throw .store(error)
        }
    }
}
