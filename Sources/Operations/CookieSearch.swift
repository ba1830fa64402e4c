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
        var problems: [CookieProblem] = []
        var isWellFormed = false
        for format in formats {
            let ids: [SessionID]
            do throws(FormatError) {
                ids = try format.idsInCookie(text, context)
            } catch {
                problems.append(CookieProblem(format: format, reason: error.description))
                continue
            }
            isWellFormed = true
            for id in ids {
                let found = try await sessions(id, format.candidates(id, context))
                if !found.isEmpty { return found }
            }
        }
        if isWellFormed { throw .noSession(store: name) }
        throw .noCookie(await reason(for: text, problems))
    }

    /// The reason that is worth telling: of the format that the store's records are written in, or of several the one that
    /// the cookie calls itself by.
    private func reason(for text: String, _ problems: [CookieProblem]) async -> String {
        guard let first = problems.first else { return "No format is looked for in \(name)." }
        let seen = problems.count > 1 ? await formatsSeen() : []
        let written = seen.compactMap { name in problems.first { $0.format.name == name } }
        if written.count == 1 { return written[0].reason }
        let named = (written + problems).filter { text.contains(context.cookieName ?? $0.format.cookieName) }
        let longest = named.map(\.format.cookieName.utf8.count).max()
        let closest = named.first { $0.format.cookieName.utf8.count == longest }
        return (closest ?? written.first ?? first).reason
    }

    /// The names of the formats that some of the store's records are written in, the most frequent first.
    private func formatsSeen() async -> [String] {
        let keys = (try? await firstKeys(Self.sampleSize)) ?? []
        var counts: [String: Int] = [:]
        for session in (try? await sessions(keys)) ?? [] {
            if let session, session.payload != nil { counts[session.format, default: 0] += 1 }
        }
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    }

    private static let sampleSize = 20

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

/// Why a text is no cookie of a format.
private struct CookieProblem {
    let format: SessionFormat
    let reason: String
}
