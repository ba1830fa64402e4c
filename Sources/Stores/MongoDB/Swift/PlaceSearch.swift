internal import BSON
internal import CMongo
internal import SessionModel

/// Finds the collection of the sessions, and which of the layouts its documents have.
struct PlaceSearch: Sendable {
    let target: MongoTarget
    let layouts: [DocumentLayout]

    /// What was found.
    struct Found: Sendable {
        var place: DocumentPlace
        /// Whether documents told so; in an empty collection the first ones will.
        var isTold: Bool
        /// Whether the collection is there at all.
        var isThere: Bool
        /// The layouts that its documents may be of; nil where that could be any of them.
        var layouts: [DocumentLayout]?
    }

    /// The first layout's collection that is there; else the first one's that its application will make with the first
    /// session.
    ///
    /// - Throws: `MongoFailure.unsuitable` where the address and the formats name none.
    func find(_ connection: MongoConnection) throws(MongoFailure) -> Found {
        if layouts.isEmpty {
            throw .unsuitable("no format says which collection sessions are in", remedy: nil)
        }
        var tried: [(database: String, collection: String)] = []
        for layout in layouts {
            guard let database = target.database ?? layout.database else { continue }
            let collection = target.collection ?? layout.collection
            guard !tried.contains(where: { $0 == (database, collection) }) else { continue }
            tried.append((database, collection))
            if try isThere(collection, database, connection) {
                return try place(database, collection, connection)
            }
        }
        guard let missing = tried.first else {
            throw .unsuitable(
                "the address names no database", remedy: "Name it: \(target.address)/DATABASE.")
        }
        guard target.database != nil else {
            throw .unsuitable(
                "it has no database \(missing.database) with a collection \(missing.collection)",
                remedy: "Name the one that is meant: \(target.address)/DATABASE?collection=NAME.")
        }
        let found = try place(missing.database, missing.collection, connection)
        return Found(place: found.place, isTold: false, isThere: false)
    }

    /// What the first documents of a collection tell that was empty when it was found; nil while it is empty.
    func tell(_ empty: DocumentPlace, _ connection: MongoConnection) throws(MongoFailure) -> Found? {
        let found = try place(empty.database, empty.collection, connection)
        return found.isTold ? found : nil
    }

    /// Whether a database has a collection, as far as one may know.
    func isThere(
        _ collection: String, _ database: String, _ connection: MongoConnection
    ) throws(MongoFailure) -> Bool {
        let command: BSONDocument = [
            "listCollections": 1, "filter": ["name": .string(collection)], "nameOnly": true,
            "authorizedCollections": true,
        ]
        let reply: BSONDocument
        do throws(MongoFailure) {
            reply = try connection.run(command, on: database, cmongo_read)
        } catch .notPermitted {
            // Whoever may not look at the list may still read what is on it.
            return true
        }
        guard let found = reply.value(at: ["cursor", "firstBatch"])?.array?.first?.document else { return false }
        guard found["type"]?.string ?? "collection" == "collection" else {
            throw .unsuitable(
                "\(collection) is a \(found["type"]?.string ?? "view"), and sessions can only be changed in a collection",
                remedy: "Name the collection of the sessions with ?collection=NAME.")
        }
        return true
    }

    private func place(
        _ database: String, _ collection: String, _ connection: MongoConnection
    ) throws(MongoFailure) -> Found {
        let here = layouts.filter {
            (target.database ?? $0.database) == database && (target.collection ?? $0.collection) == collection
        }
        let sample = try connection.run(
            [
                "find": .string(collection), "filter": [:], "limit": 20, "singleBatch": true,
                "projection": .document(Self.projection(here)),
            ], on: database, cmongo_read)
        let documents = sample.value(at: ["cursor", "firstBatch"])?.array?.compactMap(\.document) ?? []
        // Of layouts that fit equally well the first; where there is nothing yet, one by the key that every collection has.
        var best = here.first { $0.id == "_id" } ?? here[0]
        var most = 0
        for layout in here {
            let weight = documents.reduce(0) { $0 + Self.weight($1, layout) }
            if weight > most { (best, most) = (layout, weight) }
        }
        var ids: [String] = []
        for layout in [best] + here where !ids.contains(layout.id) { ids.append(layout.id) }
        let places = ids.map { id in
            let expiries = ([best] + here).filter { $0.id == id }.compactMap(\.expiry)
            return DocumentPlace(
                database: database, collection: collection, id: id,
                expiries: expiries.enumerated().filter { expiries.prefix($0.offset).contains($0.element) == false }
                    .map(\.element))
        }
        var place = places[0]
        place.others = Array(places.dropFirst())
        return Found(
            place: place, isTold: !documents.isEmpty, isThere: true, layouts: Self.layouts(documents, best, here))
    }

    /// The layouts that documents may be of: those with the key that was found, but for one whose field of the deadline
    /// none of them has, where all have that of the one that fits best.
    private static func layouts(
        _ documents: [BSONDocument], _ best: DocumentLayout, _ here: [DocumentLayout]
    ) -> [DocumentLayout]? {
        guard !documents.isEmpty else { return nil }
        let fields = documents.map { document in Set(document.elements.map(document.name)) }
        let areTold = best.expiry.map { expiry in fields.allSatisfy { $0.contains(expiry.field) } } ?? false
        return here.filter { layout in
            guard layout.id == best.id else { return false }
            guard areTold, let field = layout.expiry?.field else { return true }
            return fields.contains { $0.contains(field) }
        }
    }

    private static func projection(_ layouts: [DocumentLayout]) -> BSONDocument {
        let names = Set(layouts.flatMap { [$0.id, $0.expiry?.field].compactMap { $0 } })
        return BSONDocument(names.sorted().map { ($0, 1) })
    }

    /// How much a document speaks for a layout: 2 where it is as that says, 1 where it is so without an end, 0 where it is
    /// not.
    private static func weight(_ document: BSONDocument, _ layout: DocumentLayout) -> Int {
        guard let id = document[layout.id], id.type == .string else { return 0 }
        guard let expiry = layout.expiry else { return 2 }
        guard let value = document[expiry.field] else {
            // A session that never ends has no such field, but very many documents have none: its name has to tell.
            let isNamed = !layout.prefix.isEmpty && id.string?.hasPrefix(layout.prefix) == true
            return expiry.never == .missing && isNamed ? 1 : 0
        }
        if case .deadline = ExpiryReading(value, expiry) { return 2 }
        return 0
    }
}
