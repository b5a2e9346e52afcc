@browser
Feature: The pages of whoever keeps the shop

  Background:
    Given Ada keeps the shop
    And Ada describes "Rook" for 1995 cents
    And Ada describes "Crow" for 500 cents

  Scenario: whoever keeps the shop looks back, and sees that all goes on
    Given Ada has logged in on a page
    When Ada looks back at "Rook" on the page
    Then Ada's page tells of "pim.product_priced" with "1995"
    And Ada's page says that "catalog" is "Up to date"

  Scenario: others are shown nothing of it
    Given Bob has logged in on a page
    When Bob looks back at "Rook" on the page
    Then Bob's page says that others keep the shop
