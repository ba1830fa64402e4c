internal import Operations
internal import SessionFormats
internal import SessionModel
internal import StoreKit

/// Where in a store which formats are looked for.
struct Places {
    /// The formats, in the order in which they are asked.
    let formats: [SessionFormat]
    /// Where each of them keeps its records.
    let layoutsByFormat: [String: [Layout]]

    /// All of the places, in the order in which they claim keys.
    let layouts: [Layout]

    private static func inOrder(_ formats: [SessionFormat], _ layoutsByFormat: [String: [Layout]]) -> [Layout] {
        var all: [Layout] = []
        for layout in formats.flatMap({ layoutsByFormat[$0.name] ?? [] }) where !all.contains(layout) {
            all.append(layout)
        }
        // What looks like a hash is one, though another framework could call an id so; and the longer a name's fixed
        // parts are, the more they tell.
        return all.enumerated().sorted { left, right in
            let (first, second) = (left.element, right.element)
            if first.tellsID != second.tellsID { return !first.tellsID }
            let (long, short) = (first.affixLength, second.affixLength)
            return long == short ? left.offset < right.offset : long > short
        }.map(\.element)
    }

    /// The places of formats in a kind of store, with the prefix or the table that the address names.
    init(_ formats: [SessionFormat], _ kind: Layout.Kind, _ address: StoreAddress) {
        self.init(
            formats,
            Dictionary(uniqueKeysWithValues: formats.map { ($0.name, Self.layouts($0, kind, address)) }))
    }

    private init(_ formats: [SessionFormat], _ layoutsByFormat: [String: [Layout]]) {
        self.formats = formats
        self.layoutsByFormat = layoutsByFormat
        layouts = Self.inOrder(formats, layoutsByFormat)
    }

    private static func layouts(_ format: SessionFormat, _ kind: Layout.Kind, _ address: StoreAddress) -> [Layout] {
        format.layouts.compactMap { layout in
            guard layout.kind == kind else { return nil }
            switch layout {
            case .files, .memory: return layout
            case .keyValue(var keys):
                if let prefix = address[option: "prefix"] { keys.lead = .exactly(prefix) }
                return .keyValue(keys)
            case .table(var table):
                table.table = address[option: "table"] ?? table.table
                return .table(table)
            case .documents(var documents):
                documents.collection = address[option: "collection"] ?? documents.collection
                return .documents(documents)
            }
        }
    }

    /// The places that a store really reads by.
    func limited(to layouts: [Layout]) -> Places {
        let there = layoutsByFormat.mapValues { own in own.filter(layouts.contains) }
        return Places(formats.filter { there[$0.name]?.isEmpty == false }, there)
    }

    /// The places that a look into the store found, with the prefixes that are really there; where it found none, those
    /// whose prefix is known beforehand, so that no listing goes through what is nobody's session.
    func narrowed(to detection: FormatDetection?) -> Places {
        if let detection, !detection.findings.isEmpty {
            return Places(
                detection.findings.map(\.format),
                Dictionary(uniqueKeysWithValues: detection.findings.map { ($0.format.name, $0.layouts) }))
        }
        let known = layoutsByFormat.mapValues { layouts in layouts.filter { !$0.prefix.isEmpty } }
        let named = formats.filter { known[$0.name]?.isEmpty == false }
        return named.isEmpty ? self : Places(named, known)
    }
}

extension Layout {
    fileprivate var affixLength: Int { prefix.utf8.count + suffix.utf8.count }
}
