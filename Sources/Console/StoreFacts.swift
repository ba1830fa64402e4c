public import Operations
public import SessionModel
public import StoreKit

/// What the console knows of the store it shows, or of all stores together.
public struct StoreFacts: Hashable, Sendable {
    /// Its name: the profile's, or the address.
    public var name: String
    /// The engine.
    public var engine: String
    /// What was found out about it.
    public var examination: StoreExamination
    /// Where its formats keep records.
    public var layouts: [Layout]
    /// Where each of its formats keeps records, by the format's name.
    public var formats: [String: [Layout]]
    /// How long a session lives without a request, in milliseconds: what life bars are drawn against.
    public var lifetime: Int64
    /// Whether acts need more ceremony.
    public var isProduction: Bool
    /// Whether nothing may be changed.
    public var isReadOnly: Bool
    /// Whether that is by its profile alone, so that it can be opened for writing for a time.
    public var canUnlock = false
    /// Until when it is open for writing; nil where it is not for a time.
    var unlockedUntil: Timestamp?
    /// What was found out about it while it was read-only; nil while it is.
    var lockedExamination: StoreExamination?
    /// Which fields are hidden.
    public var secrets: SecretRule
    /// How the store was chosen, when the person did not name it.
    public var chosenBy: String?
    /// Whether a listing sees every record's content.
    public var listsContent: Bool
    /// The stores that are open together, in order; none where it is one.
    public var members: [StoreFacts] = []
    /// The columns its profile names.
    public var columns: [ListColumn] = []
    /// Which alarms are on; nil where that is as everywhere.
    public var alarms: AlarmRules?
    /// What was remembered of it from earlier runs.
    public var memory = ProfileMemory()

    /// Creates facts.
    public init(
        name: String, engine: String, examination: StoreExamination, layouts: [Layout], lifetime: Int64,
        isProduction: Bool, isReadOnly: Bool, secrets: SecretRule, chosenBy: String?, listsContent: Bool,
        formats: [String: [Layout]] = [:]
    ) {
        self.formats = formats
        self.name = name
        self.engine = engine
        self.examination = examination
        self.layouts = layouts
        self.lifetime = lifetime
        self.isProduction = isProduction
        self.isReadOnly = isReadOnly
        self.secrets = secrets
        self.chosenBy = chosenBy
        self.listsContent = listsContent
    }

    /// The facts of several stores in one list: what one of them allows may be tried, and the strictest look counts.
    ///
    /// - Parameter members: At least two.
    public init(joining members: [StoreFacts]) {
        let examination = StoreExamination(
            version: "", abilities: members.reduce([]) { $0.union($1.examination.abilities) },
            feed: members.first?.examination.feed ?? .push("none"),
            roundTrip: members.map(\.examination.roundTrip).max() ?? 0,
            estimatedCount: members.compactMap(\.examination.estimatedCount).reduce(0, +))
        self.init(
            name: "\(members.count) stores", engine: members.map(\.name).joined(separator: ", "),
            examination: examination, layouts: [], lifetime: members.first?.lifetime ?? 3_600_000,
            isProduction: members.contains(where: \.isProduction), isReadOnly: members.allSatisfy(\.isReadOnly),
            secrets: members.first?.secrets ?? SecretRule(), chosenBy: nil,
            listsContent: members.allSatisfy(\.listsContent))
        self.members = members
        canUnlock = members.contains(where: \.canUnlock)
        columns = members.flatMap(\.columns).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
