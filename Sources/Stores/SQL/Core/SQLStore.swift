public import SessionModel
public import StoreKit
internal import StoreSockets

/// A store of sessions in a table of a database.
///
/// Acts and reads share one connection; a listing and a change feed have connections and threads of their own.
public struct SQLStore<Engine: SQLEngine>: SessionStore {
    let engine: Engine
    let table: SQLTable
    /// The layout that the table was found by, as it was given.
    let layout: TableLayout
    /// Other tables that sessions could be in by the layouts that were given.
    let otherTables: [String]
    let isReadOnly: Bool
    let lifetime: Lifetime
    let worker: SQLWorker<Engine>
    let rights: RightsMemory

    /// Opens a store: connects, logs in, finds the table.
    ///
    /// - Throws: `StoreError` when it can't be reached, or has no table of sessions.
    public static func open(_ engine: Engine, _ opening: StoreOpening) async throws(StoreError) -> SQLStore {
        let lifetime = Lifetime()
        let worker = SQLWorker(engine, lifetime: lifetime, label: engine.name)
        let layouts = layouts(opening)
        do throws(StoreError) {
            try await worker.perform("connecting") { _ throws(SQLFailure) in }
        } catch {
            throw error.atFirstContact(with: engine.name)
        }
        let choice = try await worker.perform("connecting") { connection throws(SQLFailure) in
            try TableChoice(layouts, engine, connection)
        }
        return SQLStore(
            engine: engine, table: choice.table, layout: choice.layout, otherTables: choice.others,
            isReadOnly: opening.isReadOnly, lifetime: lifetime, worker: worker,
            rights: RightsMemory())
    }

    private static func layouts(_ opening: StoreOpening) -> [TableLayout] {
        opening.layouts.compactMap { layout in
            guard case .table(var table) = layout else { return nil }
            table.table = opening.address[option: "table"] ?? table.table
            return table
        }
    }

    public var layouts: [Layout]? { [.table(layout)] }

    public var identity: StoreIdentity {
        StoreIdentity(engine: engine.name, address: engine.address, fixedAddress: engine.fixedAddress)
    }

    public func close() async {
        lifetime.close()
        await worker.drop()
    }

    /// Runs an act in a transaction that may write; nothing of it stays when it fails.
    func act<T: Sendable>(
        _ action: String, _ body: @Sendable (Engine.Connection) throws(SQLFailure) -> T
    ) async throws(StoreError) -> T {
        if isReadOnly { throw SQLFailure.readOnly.inWords(while: action, on: engine.subject, trial: nil) }
        // An act is never run twice when its connection is lost, so that is tried before.
        _ = try await worker.perform(action, isRepeatable: true) { connection throws(SQLFailure) in
            try engine.version(connection)
        }
        return try await worker.perform(action) { connection throws(SQLFailure) in
            // Two that meet on a row may both be asked to try again, and nothing of either was done.
            for _ in 1..<Self.attempts {
                do throws(SQLFailure) {
                    return try attempt(connection, body)
                } catch .conflict {
                    continue
                }
            }
            return try attempt(connection, body)
        }
    }

    /// How often an act is tried that meets another one on its row.
    private static var attempts: Int { 8 }

    private func attempt<T>(
        _ connection: Engine.Connection, _ body: (Engine.Connection) throws(SQLFailure) -> T
    ) throws(SQLFailure) -> T {
        let frame = engine.transaction
        do throws(SQLFailure) {
            for statement in frame.begin { try connection.run(SQLText(statement)) }
            let value = try body(connection)
            for statement in frame.commit { try connection.run(SQLText(statement)) }
            return value
        } catch {
            for statement in frame.rollback where connection.isUsable {
                _ = try? connection.run(SQLText(statement))
            }
            throw error
        }
    }
}
