internal import Operations

extension [OpenStores.Uncovered] {
    /// Names the stores that an answer does not cover.
    ///
    /// - Parameter open: How many stores were open, those that failed afterwards too.
    /// - Throws: Partly done where there are any, or failed where there was no other store.
    func tell(besides open: Int) throws(Failure) {
        for store in self { Notice.write("Not covered: \(store.store): \(store.reason)") }
        guard !isEmpty else { return }
        let isAlone = open <= 1 && count == 1
        let code: ExitCode = !isAlone ? .partlyDone : contains { $0.isUnreachable } ? .unreachable : .failed
        throw Failure(code, "The list is not complete.")
    }
}
