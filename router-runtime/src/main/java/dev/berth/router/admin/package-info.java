/** The admin port: metrics, health, and why requests went where they did. */
package dev.berth.router.admin;
