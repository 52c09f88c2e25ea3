package main

import (
	"context"
	"fmt"
	"os"

	gatehouse "example.com/gatehouse"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func check(good bool, what any) {
	if !good {
		panic(fmt.Sprint(what))
	}
}

func main() {
	configuration := gatehouse.NewConfiguration()
	configuration.Servers = gatehouse.ServerConfigurations{{URL: os.Args[1]}}
	configuration.AddDefaultHeader("Authorization", "Bearer "+os.Args[2])
	client := gatehouse.NewAPIClient(configuration)
	ctx := context.Background()

	body := gatehouse.NewCreateUser("gopher")
	body.SetGivenName("Go")
	body.SetRoles([]string{"editor"})
	user, _, err := client.UsersAPI.CreateUser(ctx).CreateUser(*body).Execute()
	must(err)
	_, answer, err := client.UsersAPI.ReadUser(ctx, user.Id).Execute()
	must(err)
	etag := answer.Header.Get("etag")
	change := gatehouse.NewUpdateUser()
	change.SetNickname("Gopher")
	change.SetGivenNameNil()
	changed, _, err := client.UsersAPI.UpdateUser(ctx, user.Id).UpdateUser(*change).IfMatch(etag).Execute()
	must(err)
	check(changed.GetNickname() == "Gopher" && changed.GivenName == nil, changed)
	_, refused, err := client.UsersAPI.UpdateUser(ctx, user.Id).UpdateUser(*change).IfMatch(etag).Execute()
	check(err != nil && refused.StatusCode == 412, refused)
	reset := gatehouse.NewResetPassword()
	reset.SetPasswordChangeRequired(true)
	with, _, err := client.UsersAPI.ResetPassword(ctx, user.Id).ResetPassword(*reset).Execute()
	must(err)
	check(with.HasPassword && len(with.GetGeneratedPassword()) == 24, with)
	page, _, err := client.UsersAPI.ListUsers(ctx).Limit(50).Sort("username").Execute()
	must(err)
	check(len(page.Items) > 0, page)
	_, err = client.UsersAPI.DeleteUser(ctx, user.Id).Execute()
	must(err)
	fmt.Println("works")
}
