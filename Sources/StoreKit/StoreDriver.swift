public import SessionModel

/// A kind of store: the schemes it answers to, and how to open one.
public struct StoreDriver: Sendable {
    /// The URL schemes, without `://`, the first one as it is shown.
    public var schemes: [String]
    /// Which layouts it carries out.
    public var kind: Layout.Kind
    /// One line about it, for help and the start screen.
    public var summary: String
    /// An address as an example.
    public var example: String
    /// The options its addresses take, beside `format` and `user`, each with a line of help.
    public var options: [StoreAddress.Option]
    /// What opening would do to what runs there beyond looking, as the beginning of a question ("Open the inspector of
    /// process 4711"); nil where it does nothing, for a kind of store that never does anything as well. The program asks a
    /// person, and says in the opening what came of it.
    public var intrusion: (@Sendable (StoreOpening) throws(StoreError) -> String?)?
    /// Opens a store. Nothing is sent that could change it.
    ///
    /// - Throws: `StoreError` when it can't be reached, refuses the login, or is something else.
    public var open: @Sendable (StoreOpening) async throws(StoreError) -> any SessionStore

    /// Creates a driver.
    public init(
        schemes: [String], kind: Layout.Kind, summary: String, example: String, options: [StoreAddress.Option] = [],
        intrusion: (@Sendable (StoreOpening) throws(StoreError) -> String?)? = nil,
        open: @escaping @Sendable (StoreOpening) async throws(StoreError) -> any SessionStore
    ) {
        self.schemes = schemes
        self.kind = kind
        self.summary = summary
        self.example = example
        self.options = options
        self.intrusion = intrusion
        self.open = open
    }
}

/// All that opening a store takes.
public struct StoreOpening: Sendable {
    /// Where it is.
    public var address: StoreAddress
    /// Where the formats keep their records; a store takes those of its own kind.
    public var layouts: [Layout]
    /// Where all formats keep them that the address allows, as what was ended may be of one that has no session left; nil
    /// where these are the same.
    public var allowedLayouts: [Layout]?
    /// Whether nothing may be changed, whoever asks: the store itself refuses.
    public var isReadOnly: Bool
    /// How long one answer may take, in milliseconds.
    public var timeout: Int
    /// Whether a person said yes to what the driver's `intrusion` says.
    public var isConsented: Bool

    /// Creates an opening.
    public init(
        address: StoreAddress, layouts: [Layout], allowedLayouts: [Layout]? = nil, isReadOnly: Bool = false,
        timeout: Int = 5000, isConsented: Bool = false
    ) {
        self.address = address
        self.layouts = layouts
        self.allowedLayouts = allowedLayouts
        self.isReadOnly = isReadOnly
        self.timeout = timeout
        self.isConsented = isConsented
    }
}
