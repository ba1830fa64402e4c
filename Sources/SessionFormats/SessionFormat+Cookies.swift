public import SessionModel

extension SessionFormat {
    /// The ids in a pasted cookie, each once: several where the cookie is there several times.
    ///
    /// - Throws: Why there is none: what is wrong with the first of them.
    public func idsInCookie(_ text: String, _ context: FormatContext) throws(FormatError) -> [SessionID] {
        var ids: [SessionID] = []
        var problem: FormatError?
        for reading in CookieText(text).readings {
            do throws(FormatError) {
                let id = try idInCookie(reading, context)
                if !ids.contains(id) { ids.append(id) }
            } catch {
                problem = problem ?? error
            }
        }
        if ids.isEmpty, let problem { throw problem }
        return ids
    }
}
