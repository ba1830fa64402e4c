internal import Operations

extension [OpenStores.Uncovered] {
    /// Names the stores that an answer does not cover.
    ///
    /// - Parameter asked: How many stores were asked for.
    /// - Throws: Partly done where there are any, or failed where it was the only store.
    func tell(of asked: Int) throws(Failure) {
        for store in self { Notice.write("Not covered: \(store.store): \(store.reason)") }
        guard !isEmpty else { return }
        let code: ExitCode = asked > 1 ? .partlyDone : contains { $0.isUnreachable } ? .unreachable : .failed
        throw Failure(code, "The list is not complete.")
    }
}
