/// Who there is: tenants, their users, groups, roles and policies, access keys and temporary credentials; and where
/// all that rests, sealed.
@NullMarked
package network.cairn.gateway.identity;

import org.jspecify.annotations.NullMarked;
