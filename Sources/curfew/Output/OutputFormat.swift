internal import ArgumentParser

/// How a list is printed.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
    case table, json, jsonl, csv, ids
}
