Feature: What comes by mail

  Background:
    Given Ada is a member

  @POST:/auth/reset
  Scenario: a forgotten password is set anew
    When Ada forgets her password
    And Ada sets a new password by the link in her mail
    And Ada logs in with her new password
    Then Ada is known as herself

  @POST:/auth/reset
  Scenario: the old password and the old sessions are nothing any more
    When Ada forgets her password
    And Ada sets a new password by the link in her mail
    And Ada logs in
    Then Ada is told "the address or the password is wrong"

  @POST:/auth/reset
  Scenario: a link works once
    When Ada forgets her password
    And Ada sets a new password by the link in her mail
    And Ada sets a new password by the same link
    Then Ada is told "it is over"

  @POST:/auth/code/login
  Scenario: a code logs in
    When Ada asks for a code to log in with
    And Ada logs in with the code in her mail
    Then Ada is known as herself

  @POST:/auth/code/login
  Scenario: a code logs in once
    When Ada asks for a code to log in with
    And Ada logs in with the code in her mail
    And Ada logs in with the same code
    Then Ada is told "the address or the password is wrong"

  @POST:/auth/confirm
  Scenario: whoever registers confirms the address, once
    When Ada confirms her address by the link in her mail
    And Ada confirms her address by the same link
    Then Ada is told "it is over"
