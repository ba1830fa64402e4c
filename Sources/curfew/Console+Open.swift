/// Opens the console on a store; where standard output is no terminal, prints the list instead and says so.
func openConsole(
    on opened: OpenedStore, common: CommonOptions, surroundings: Surroundings
) async throws(Failure) {
    Notice.write(
        surroundings.showsOutput
            ? "The console is not part of this build; here is the list."
            : "Standard output is no terminal; here is the list.")
    let selection = Selection(target: opened.target, now: surroundings.now)
    try await SessionListing(
        selection: selection, opened: opened, format: common.json ? .json : .table, withPayload: false, reveals: false,
        isConditional: false
    ).print()
}

/// The console's key table, a line a key; nil while there is no console.
func consoleKeyTable() -> [KeyLine]? { nil }

/// A key of the console and what it does.
struct KeyLine: Sendable {
    /// The screen it belongs to.
    var screen: String
    /// The key as a person names it.
    var key: String
    /// What it does.
    var action: String
}
