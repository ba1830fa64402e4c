public import SessionFormats
public import SessionModel

/// The formats as the program has them, for a kind of store.
public struct FormatHouse: Sendable {
    /// The formats that are found in such a store.
    public let formats: [SessionFormat]
    /// What they read by.
    public let context: FormatContext

    /// What the samples are signed and encrypted with.
    private static let secrets = [
        Secret("unit-test-secret"), Secret("base64:a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="),
        Secret("Unit-Test-Secret-25"),
    ]

    /// The formats of a kind of store, or of one table of it.
    public init(_ kind: Layout.Kind, table: String? = nil) {
        let layouts = SessionFormat.all.map { format in
            (format.name, format.layouts.filter { $0.kind == kind && (table == nil || $0.table == table) })
        }
        formats = SessionFormat.all.filter { format in layouts.contains { $0.0 == format.name && !$0.1.isEmpty } }
        var context = FormatContext(
            layouts: layouts.flatMap(\.1),
            userRule: UserRule(paths: formats.flatMap(\.userPaths) + UserRule.common.paths), secrets: Self.secrets)
        context.layoutsByFormat = Dictionary(uniqueKeysWithValues: layouts)
        self.context = context
    }

    /// The house of a sample.
    public init(of sample: SampleRecord) {
        self.init(sample.kind, table: sample.table)
    }

    /// A format by its name.
    public func format(_ name: String) -> SessionFormat? { formats.first { $0.name == name } }
}

extension Layout {
    fileprivate var table: String? {
        switch self {
        case .table(let layout): layout.table
        case .keyValue, .files, .documents, .memory: nil
        }
    }
}
