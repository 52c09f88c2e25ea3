package org.openapitools.client;

import java.util.Collections;
import org.openapitools.client.api.ResourcesApi;
import org.openapitools.client.api.UsersApi;
import org.openapitools.client.auth.OAuth;
import org.openapitools.client.model.CreateResource;
import org.openapitools.client.model.CreateUser;
import org.openapitools.client.model.ResetPassword;
import org.openapitools.client.model.Resource;
import org.openapitools.client.model.UpdateUser;
import org.openapitools.client.model.User;
import org.openapitools.client.model.UserWithPassword;

public final class RoundTrip {
    private static void check(boolean good, Object what) {
        if (!good) throw new AssertionError(what);
    }

    public static void main(String[] arguments) throws ApiException {
        ApiClient client = new ApiClient();
        client.setBasePath(arguments[0]);
        ((OAuth) client.getAuthentication("gatehouse")).setAccessToken(arguments[1]);
        UsersApi users = new UsersApi(client);
        User user = users.createUser(new CreateUser().username("java").givenName("Duke").roles(Collections.singletonList("editor")), null);
        check(user.getCreatedAt().getYear() >= 2024, user);
        ApiResponse<User> answer = users.readUserWithHttpInfo(user.getId());
        String etag = answer.getHeaders().get("etag").get(0);
        User changed = users.updateUser(user.getId(), new UpdateUser().nickname("Duke"), etag);
        check("Duke".equals(changed.getNickname()), changed);
        try {
            users.updateUser(user.getId(), new UpdateUser().nickname("Lost"), etag);
            throw new AssertionError("a lost update was accepted");
        } catch (ApiException error) {
            check(error.getCode() == 412, error);
        }
        UserWithPassword reset = users.resetPassword(user.getId(), null, new ResetPassword().passwordChangeRequired(true));
        check(reset.getHasPassword() && reset.getGeneratedPassword().length() == 24, reset);
        check(!users.listUsers(50, null, "username", null, null, null, null, null, null).getItems().isEmpty(), "users");
        ResourcesApi resources = new ResourcesApi(client);
        Resource resource = resources.createResource(new CreateResource().identifier("https://java.example.com").name("An API"), null);
        resources.deleteResource(resource.getIdentifier(), null);
        users.deleteUser(user.getId(), null);
        System.out.println("works");
    }
}
