internal import Glibc

/// Takes the person's language settings for characters, and gives whether they are UTF-8.
///
/// Only for characters: numbers in another language's form would confuse every C library that reads or writes them.
func adoptCharacterSet(environment: [String: String]) -> Bool {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }
    let wanted = names.first { !$0.isEmpty } ?? ""
    if setlocale(LC_CTYPE, wanted.isEmpty ? "C" : wanted) == nil {
        // A name that came over ssh and is not installed here still says what the terminal speaks.
        let name = wanted.lowercased()
        guard name.hasSuffix("utf-8") || name.hasSuffix("utf8") else { return false }
        return setlocale(LC_CTYPE, "C.UTF-8") != nil
    }
    guard let name = nl_langinfo(nl_item(CODESET)) else { return false }
    return String(cString: name) == "UTF-8"
}
