internal import Configuration
internal import Operations
internal import SessionModel
internal import SessionQuery

/// The filters that have names: those of the configuration, and those saved in the console for this store.
struct SavedFilters {
    let surroundings: Surroundings
    let opened: OpenedStore

    /// The query of `--where`, in which `@vip` stands for the filter of that name.
    ///
    /// - Parameter isForAct: Whether something is done to what it finds: then an unknown name is refused, since the text
    ///   itself may find quite others.
    func query(_ text: String?, isForAct: Bool = false) async throws(Failure) -> Query {
        guard let text, !Query.filterNames(in: text).isEmpty else { return try QueryReader.query(text) }
        let configuration = try StoreChooserMaker(surroundings).chooser().world.configuration
        let all = try await all(configuration.filters)
        var used: [String] = []
        let expanded = Query.expanding(text) { name in
            if all[name] != nil, !used.contains(name) { used.append(name) }
            return all[name]
        }
        for name in used { Notice.write("@\(name) is \(SafeText.line(all[name] ?? "")).") }
        guard let name = Query.filterNames(in: expanded).first else { return try QueryReader.query(expanded) }
        if all[name] != nil {
            throw Failure(.usage, "The filter '\(name)' is part of itself; save it as a query without that.")
        }
        if let error = configuration.leftOut["filters.\(name)"] { throw Failure(error) }
        let near = NearestName.among(all.keys.sorted(), to: name).map { " Did you mean '@\($0)'?" } ?? ""
        let words = "There is no saved filter '\(name)' for \(opened.target.name).\(near)"
        if isForAct { throw Failure(.usage, words + " For the text itself write '\"@\(name)\"'.") }
        Notice.write("\(words) The text itself is looked for.")
        return try QueryReader.query(expanded)
    }

    /// - Parameter configured: Those of the configuration.
    private func all(_ configured: [String: String]) async throws(Failure) -> [String: String] {
        do throws(MemoryError) {
            let memory = try await ProfileMemories(directory: surroundings.paths.state).recall(opened.target.name)
            return configured.merging(memory.filters) { $1 }
        } catch {
            Notice.write(error.description)
            return configured
        }
    }
}
