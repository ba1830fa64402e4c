package org.springframework.security.authentication;

import java.util.Collection;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

public class UsernamePasswordAuthenticationToken extends AbstractAuthenticationToken {
    private static final long serialVersionUID = 620L;
    private final Object principal;
    private Object credentials;

    public UsernamePasswordAuthenticationToken(
            Object principal, Object details, Collection<SimpleGrantedAuthority> authorities) {
        super(authorities, details);
        this.principal = principal;
    }
}
