/// The scripts that make a comparison and a change one step. Each says why it did nothing with a number.
///
/// They are sent whole each time: SCRIPT LOAD would need a further permission, and the server keeps them anyway.
enum Script {
    /// What a script answers first.
    enum Verdict: Int64 {
        /// Changed.
        case done = 0
        /// There is no such key.
        case gone = 1
        /// It holds something else.
        case changed = 2
        /// The new key is taken.
        case occupied = 3
        /// A command inside failed; its words follow.
        case failed = 4
        /// A request of the application holds the session's lock.
        case locked = 5
    }

    /// Visits names and values of a list as `FieldList` writes it, until the visitor says false or the list is none.
    private static let each = """
        local function each(list, visit)
            local place = 1
            while place <= #list do
                local part = {}
                for i = 1, 2 do
                    local a, b, c, d = string.byte(list, place, place + 3)
                    if not d then return false end
                    local last = place + 3 + a + b * 256 + c * 65536 + d * 16777216
                    if last > #list then return false end
                    part[i] = string.sub(list, place + 4, last)
                    place = last + 1
                end
                if visit(part[1], part[2]) == false then return false end
            end
            return true
        end

        """

    /// Whether a hash has just these fields. Nothing in it may stop a script.
    private static let holds =
        each + """
            local function holds(key, list)
                local count = 0
                local equal = each(list, function(name, value)
                    count = count + 1
                    return redis.pcall('HGET', key, name) == value
                end)
                return equal and redis.pcall('HLEN', key) == count
            end

            """

    private static let compare =
        holds + """
            local kind = redis.call('TYPE', KEYS[1])['ok']
            if kind == 'none' then return 1 end
            if kind == 'hash' then
                if not holds(KEYS[1], ARGV[1]) then return 2 end
            elseif kind ~= 'string' or redis.call('GET', KEYS[1]) ~= ARGV[1] then
                return 2
            end

            """

    /// Stops where one of the KEYS from this one on, the session's locks, is there.
    private static func unlocked(from first: Int) -> String {
        "for i = \(first), #KEYS do if redis.call('EXISTS', KEYS[i]) == 1 then return 5 end end\n"
    }

    /// Writes KEYS[1] if it holds ARGV[1] and no other of KEYS, its locks, is there. ARGV[2]: keep, never, or a moment in milliseconds. ARGV[3]: the content;
    /// missing leaves it; of a hash ARGV[4] are the fields to set and ARGV[5] those to take out, as lists. `hasKeepTTL` is
    /// false on servers before 6.0.
    static func write(hasKeepTTL: Bool) -> String {
        compare + unlocked(from: 2) + setFields + (hasKeepTTL ? setKeeping : setRestoring) + """
            if ARGV[2] == 'never' then
                redis.call('PERSIST', KEYS[1])
            elseif ARGV[2] ~= 'keep' then
                redis.call('PEXPIREAT', KEYS[1], ARGV[2])
            end
            return 0
            """
    }

    private static let setFields = """
        if ARGV[3] and kind == 'hash' then
            if not ARGV[4] then return redis.error_reply('ERR a hash can only be given fields') end
            each(ARGV[4], function(name, value) redis.call('HSET', KEYS[1], name, value) end)
            each(ARGV[5], function(name) redis.call('HDEL', KEYS[1], name) end)
        end

        """

    private static let setKeeping = """
        if ARGV[3] and kind == 'string' then redis.call('SET', KEYS[1], ARGV[3], 'KEEPTTL', 'XX') end

        """

    private static let setRestoring = """
        if ARGV[3] and kind == 'string' then
            local left = redis.call('PTTL', KEYS[1])
            if left == -1 then
                redis.call('SET', KEYS[1], ARGV[3])
            else
                redis.call('PSETEX', KEYS[1], math.max(left, 1), ARGV[3])
            end
        end

        """

    /// Renames KEYS[1] to KEYS[2] if it holds ARGV[1], KEYS[2] is free and no other of KEYS, its locks, is there.
    static let move =
        compare + unlocked(from: 3) + """
            if redis.call('RENAMENX', KEYS[1], KEYS[2]) == 0 then return 3 end
            return 0
            """

    /// Takes all KEYS away and answers what each was: verdict, its type, its content or DUMP, its deadline.
    ///
    /// ARGV[1] is the command that tells the deadline, with PTTL in its place where it is denied; then comes, for each
    /// key, one character and what it must hold: "=" compares, "*" does not. The last answer is the time.
    /// Nothing may stop it half-way: what is taken and not told would be lost.
    static let end =
        holds + """
            local answers = {}
            for i, key in ipairs(KEYS) do
                local expected = ARGV[i + 1]
                local kind = redis.pcall('TYPE', key)['ok']
                local content
                if kind == 'string' then content = redis.pcall('GET', key) else content = redis.pcall('DUMP', key) end
                local told = ARGV[1]
                local left = redis.pcall(told, key)
                if type(left) == 'table' then
                    told = 'PTTL'
                    left = redis.pcall(told, key)
                end
                if kind == 'none' then
                    answers[i] = {1}
                elseif type(content) == 'table' or type(left) == 'table' or not kind then
                    answers[i] = {4, type(content) == 'table' and content['err'] or type(left) == 'table' and left['err'] or ''}
                elseif string.sub(expected, 1, 1) == '=' and kind == 'hash' and not holds(key, string.sub(expected, 2)) then
                    answers[i] = {2}
                elseif string.sub(expected, 1, 1) == '=' and kind ~= 'hash'
                    and (kind ~= 'string' or string.sub(expected, 2) ~= content) then
                    answers[i] = {2}
                else
                    local removed = redis.pcall(kind == 'string' and 'DEL' or 'UNLINK', key)
                    if type(removed) == 'table' then
                        answers[i] = {4, removed['err']}
                    else
                        answers[i] = {0, kind, content, left, told}
                    end
                end
            end
            answers[#KEYS + 1] = redis.pcall('TIME')
            return answers
            """

    /// Creates KEYS[1] with ARGV[1] and, unless it is "never", the deadline ARGV[2], if the key is free.
    static let restore = """
        if redis.call('EXISTS', KEYS[1]) == 1 then return 3 end
        redis.call('SET', KEYS[1], ARGV[1])
        if ARGV[2] ~= 'never' then redis.call('PEXPIREAT', KEYS[1], ARGV[2]) end
        return 0
        """
}
