internal import CFiles
internal import Glibc
internal import StoreKit

extension FileOwnership {
    /// The list of rights beyond owner, group and others.
    private static let accessList = "system.posix_acl_access"
    /// The size no extended attribute is above (XATTR_SIZE_MAX).
    private static let largestAttribute = 65_536

    /// Reads who owns an open file and what they may do.
    init(of file: borrowing Descriptor) throws(SystemFailure) {
        let status = try FileStatus(of: file.number)
        self.init(
            user: status.user, group: status.group, mode: status.mode & 0o777,
            attributes: Self.attributes(of: file.number))
    }

    /// Gives an open file this owner and these rights. One of our own making loses what its directory had it inherit.
    func carry(to file: borrowing Descriptor) throws(SystemFailure) {
        let now = try FileStatus(of: file.number)
        if now.user != user || now.group != group {
            let owner = now.user == user ? uid_t.max : user
            _ = try checkedErrno(fchown(file.number, owner, group), .keepingOwner)
        }
        if attributes[Self.accessList] == nil {
            _ = curfew_files_remove_attribute(file.number, Self.accessList)
        }
        // Never the bits that lend rights to who runs a file: no session needs them, and its writer need not be us.
        _ = try checkedErrno(fchmod(file.number, mode & 0o777), .keepingRights)
        for (name, value) in attributes.sorted(by: { $0.key < $1.key }) {
            let result = value.withUnsafeBytes { bytes in
                curfew_files_set_attribute(file.number, name, bytes.baseAddress, bytes.count)
            }
            // Labels of a security module are its own to give; only what people set has to be carried.
            if name == Self.accessList || name.hasPrefix("user.") { _ = try checked(result, .keepingRights) }
        }
    }

    private static func attributes(of descriptor: Int32) -> [String: [UInt8]] {
        let length = curfew_files_attribute_names(descriptor, nil, 0)
        guard length > 0 else { return [:] }
        let list = [CChar](unsafeUninitializedCapacity: length) { buffer, filled in
            filled = max(0, curfew_files_attribute_names(descriptor, buffer.baseAddress, length))
        }
        let names = list.split(separator: 0).map { String(decoding: $0.map(UInt8.init(bitPattern:)), as: UTF8.self) }
        var found: [String: [UInt8]] = [:]
        for name in names where isCarried(name) {
            let value = [UInt8](unsafeUninitializedCapacity: largestAttribute) { buffer, filled in
                filled = max(0, curfew_files_attribute(descriptor, name, buffer.baseAddress, largestAttribute))
            }
            found[name] = value
        }
        return found
    }

    /// What lends rights to a program or signs a content is not carried to another content.
    private static func isCarried(_ name: String) -> Bool {
        name == accessList || name.hasPrefix("user.") || name == "security.selinux" || name == "security.SMACK64"
    }
}
