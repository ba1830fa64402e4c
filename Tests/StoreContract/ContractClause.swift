/// What every store promises: a clause is one sentence and one test.
public enum ContractClause: String, CaseIterable, Sendable, CustomStringConvertible {
    // Listing.
    case listsNothingWhereNothingIs = "lists nothing where nothing is"
    case listsEachOnce = "lists each record once, with its deadline"
    case listsFiveThousand = "lists five thousand records"
    case deliversSoon = "delivers the first page before it has read them all"
    case listsOnlyClaimed = "lists only what a layout claims"
    case glancesAtContent = "gives the glance each record's content when asked to"
    case stopsListing = "stops a listing at once when the task is cancelled"
    case findsByPrefix = "finds keys by how they begin, up to a limit"

    // Reading.
    case readsAnyContent = "reads any bytes: none, NUL, binary, a megabyte"
    case keepsOrder = "reads many keys in the order asked, nil for what is not there"
    case cutsLargeContent = "cuts content above the limit to its head and tells the true size"
    case knowsForeign = "says what is under a key that is no session's record"
    case readsHostileKeys = "reads, writes, ends and restores under the oddest keys"

    // Writing.
    case writes = "writes what was asked and tells what is there then"
    case writesOnlyOverExpected = "writes only over what was seen, and tells what is there instead"
    case comparesBytes = "compares content byte by byte"
    case neverCreates = "creates nothing by writing"
    case keepsDeadline = "keeps the deadline exactly when it writes content"
    case keepsImmortality = "leaves a record without deadline without one"
    case setsDeadline = "sets a deadline to the moment asked, and nothing else"
    case setsNever = "takes a deadline away when asked"
    case writesAnyContent = "writes any bytes: none, NUL, binary, a megabyte"
    case losesNoUpdate = "loses no update of two writers in a hundred rounds"

    // Moving.
    case moves = "gives a record another key, with content and deadline"
    case movesToFreeKeysOnly = "moves nothing onto a key that is taken"
    case movesNothingGone = "moves nothing that is gone"
    case movesOnlyExpected = "moves nothing that has changed"
    case movesOnce = "lets one of two win who move two records to one key"

    // Ending.
    case ends = "gives back whole what it ended"
    case endsNothingGone = "says of what is gone that it is gone"
    case endsOnlyExpected = "ends nothing that has changed, when asked to look"
    case endsAnything = "ends whatever is there, when not asked to look"
    case endsFiveHundred = "ends five hundred in one call and answers in order"
    case endsOnce = "lets one of two win who end the same record"

    // Restoring.
    case restores = "brings a record back as it was, to the same deadline"
    case restoresToFreeKeysOnly = "brings nothing back over what lives"
    case restoresNothingExpired = "brings nothing back whose time is up"
    case restoresOnce = "lets one of two win who bring the same record back"

    // Looking and rights.
    case changesNothingByLooking = "changes nothing by looking"
    case refusesWhenReadOnly = "refuses every act when it is read-only, and changes nothing"
    case tellsAbilities = "tells what it is and what may be done"

    // Following.
    case saysConnectedFirst = "says first how it learns of changes"
    case reportsCreation = "reports a new record"
    case reportsChange = "reports changed content"
    case reportsRemoval = "reports a removed record"
    case reportsTouch = "reports a moved deadline"
    case reportsMany = "misses none of two hundred changes"
    case stopsWatching = "ends a watch at once when the task is cancelled"

    // Living.
    case throwsWhenClosed = "throws at whatever is asked after it was closed"
    case closingEndsWatch = "ends a watch when it is closed"
    case takesManyAtOnce = "serves fifty callers at once"
    case survivesCancelling = "serves others after a call was cancelled"

    /// All clauses.
    public static var all: [ContractClause] { Array(allCases) }

    /// The sentence.
    public var description: String { rawValue }
}
