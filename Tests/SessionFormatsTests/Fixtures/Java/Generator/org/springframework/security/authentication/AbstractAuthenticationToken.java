package org.springframework.security.authentication;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

public abstract class AbstractAuthenticationToken implements Serializable {
    private static final long serialVersionUID = 7L;
    private final Collection<SimpleGrantedAuthority> authorities;
    private Object details;
    private boolean authenticated;

    protected AbstractAuthenticationToken(Collection<SimpleGrantedAuthority> authorities, Object details) {
        this.authorities = Collections.unmodifiableList(new ArrayList<>(authorities));
        this.details = details;
        this.authenticated = true;
    }
}
